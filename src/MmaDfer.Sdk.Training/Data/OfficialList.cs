using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// The annotation lists of DFEW and MAFW: one line <c>folder frames label</c> per clip, with labels from 0. The audio files, one WAV per clip,
/// are beside the folders of frames; a clip whose file is missing has no audio. If the list was made on another machine, the root
/// replaces the part of its paths before the known folder.
/// </summary>
internal sealed class OfficialList
{
    private const long MaxBytes = 32 * 1024 * 1024;

    private readonly string _frames, _audio;
    private readonly bool _zerosDropped;
    private readonly IReadOnlyList<string> _labels;

    private OfficialList(string frames, string audio, bool zerosDropped, IReadOnlyList<string> labels) =>
        (_frames, _audio, _zerosDropped, _labels) = (frames, audio, zerosDropped, labels);

    public static OfficialList Dfew { get; } = new("clip_224x224", "raw_wav", zerosDropped: true, EmotionLabels.Dfew);

    public static OfficialList Mafw { get; } = new("clips_faces", "clips_wav", zerosDropped: false, EmotionLabels.Mafw);

    public ClipDataset Read(string list, string? root, FrameOrder order)
    {
        ArgumentNullException.ThrowIfNull(list);
        string origin = Printable.Path(list), folder = DatasetFile.FolderOf(list);
        root = root is null ? null : DatasetFile.Guard(Printable.Path(root), () => Path.GetFullPath(root));
        using StreamReader text = DatasetFile.OpenText(list, MaxBytes);
        var clips = new List<LabeledClip>();
        var ids = new UniqueNames();
        for (int line = 1; DatasetFile.Guard(origin, text.ReadLine) is { } row; line++)
        {
            if (string.IsNullOrWhiteSpace(row))
                continue;
            int number = line;
            DatasetException Wrong(string what) => new($"{origin}, line {number}: {what}");
            if (clips.Count == DatasetFile.MaxClips)
                throw Wrong($"more than {DatasetFile.MaxClips} clips; split the list.");
            clips.Add(Clip(row.Trim(), root, folder, order, ids, Wrong) with { Line = line });
        }
        return clips.Count > 0
            ? new ClipDataset(_labels, clips)
            : throw new DatasetException($"{origin}: the list has no clips; each line must be 'folder frames label'.");
    }

    private LabeledClip Clip(
        string row, string? root, string listFolder, FrameOrder order, UniqueNames ids, Func<string, DatasetException> wrong)
    {
        // The name of the folder may contain spaces; the numbers do not.
        int last = row.LastIndexOf(' '), middle = last > 0 ? row.LastIndexOf(' ', last - 1) : -1;
        if (middle <= 0)
            throw wrong($"'{Printable.Text(row)}' is not 'folder frames label'.");
        if (DatasetFile.Number(row[(middle + 1)..last]) is not int frames || frames < 1)
            throw wrong($"the number of frames '{Printable.Text(row[(middle + 1)..last], 40)}' must be an integer of at least 1.");
        if (DatasetFile.Number(row[(last + 1)..]) is not int label || label >= _labels.Count)
            throw wrong($"the label '{Printable.Text(row[(last + 1)..], 40)}' must be a number between 0 and {_labels.Count - 1} ({string.Join(", ", _labels)}); if the list counts from 1, subtract 1 from every label.");
        string written = row[..middle].Trim().Replace('\\', '/').TrimEnd('/');
        string folder = DatasetFile.Resolve(listFolder, FindFolder(written, root, wrong), wrong);
        string name = Path.GetFileName(folder);
        return new LabeledClip(ids.Add(name), label, folder, FindAudio(folder, name))
        {
            FrameOrder = order,
            FrameLimit = frames,
            Written = row[(last + 1)..],
        };
    }

    private string FindFolder(string written, string? root, Func<string, DatasetException> wrong)
    {
        if (root is null)
            return written;
        int known = $"/{written}/".LastIndexOf($"/{_frames}/", StringComparison.Ordinal);
        if (known >= 0)
            return Path.Combine(root, written[known..]);
        return Path.IsPathRooted(written) || written.Contains(':')
            ? throw wrong($"the folder '{Printable.Text(written)}' does not contain '{_frames}', so the root cannot be applied.")
            : Path.Combine(root, written);
    }

    private string? FindAudio(string folder, string name)
    {
        if (Path.GetDirectoryName(Path.GetDirectoryName(folder)) is not { } root)
            return null;
        string stem = _zerosDropped && name.TrimStart('0') is { Length: > 0 } number ? number : name;
        string path = Path.Combine(root, _audio, stem + ".wav");
        return File.Exists(path) ? path : null;
    }
}
