using MmaDfer.Sdk.Sources.Images;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Reads the clips of a folder with one subfolder per label: each folder of images and each file in it is a clip; a WAV file with the same
/// name as a clip is the audio of the clip. Skips hidden files and files that are not clips (<see cref="IgnoredFiles"/>).
/// </summary>
internal static class FolderClips
{
    private const string Wav = ".wav";

    public static ClipDataset Read(string path, IReadOnlyList<string>? labels)
    {
        ArgumentNullException.ThrowIfNull(path);
        string origin = Printable.Path(path);
        string[] folders = DatasetFile.Guard(origin, () => Directory.Exists(path)
            ? Visible(Directory.GetDirectories(Path.GetFullPath(path)))
            : throw new DatasetException($"{origin}: the folder does not exist; name a folder with one subfolder per label."));
        if (folders.Length == 0)
            throw new DatasetException($"{origin}: the folder has no subfolders; it needs one for each label.{DatasetFile.ListHint(path)}");
        IReadOnlyList<string> names = LabelNames.Decide(labels, [.. folders.Select(f => Path.GetFileName(f))], origin);
        var clips = new List<LabeledClip>();
        foreach (string folder in folders)
        {
            string written = Path.GetFileName(folder);
            int label = LabelNames.IndexOf(names, written);
            if (label < 0)
                throw new DatasetException($"{Printable.Path(folder)}: the label '{Printable.Text(written, 60)}' is unknown{NearName.Question(names, written)}; {UnknownLabels.Right(names, [.. folders.Select(f => Path.GetFileName(f))])}{DatasetFile.ListHint(path)}");
            clips.AddRange(DatasetFile.Guard(Printable.Path(folder), () => Clips(folder, label)).Select(c => c with { Written = written }));
            if (clips.Count > DatasetFile.MaxClips)
                throw new DatasetException($"{origin}: more than {DatasetFile.MaxClips} clips; split the data set.");
        }
        return clips.Count > 0
            ? new ClipDataset(names, clips)
            : throw new DatasetException($"{origin}: all subfolders are empty; put videos or folders of images into them.");
    }

    private static List<LabeledClip> Clips(string folder, int label)
    {
        string[] files = [.. Directory.GetFiles(folder).Where(f => !IgnoredFiles.IsIgnoredFile(Path.GetFileName(f))).Order(StringComparer.Ordinal)];
        if (files.FirstOrDefault(ImageKinds.HasImageName) is { } image)
            throw new DatasetException($"{Printable.Path(image)}: the image is directly in the folder of a label; put the images of each clip into a separate folder.");
        Dictionary<string, string> audio = AudioFiles(files.Where(IsWav));
        var clips = new List<LabeledClip>();
        var used = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in Visible([.. Directory.GetDirectories(folder), .. files.Where(f => !IsWav(f))]))
        {
            string name = Directory.Exists(path) ? Path.GetFileName(path) : Path.GetFileNameWithoutExtension(path);
            if (audio.TryGetValue(name, out string? wav) && !used.TryAdd(name, path))
                throw new DatasetException($"{Printable.Path(wav)}: the audio may belong to '{Path.GetFileName(used[name])}' or to '{Path.GetFileName(path)}'; rename one of them and its audio.");
            clips.Add(new LabeledClip(Id(path), label, path, wav ?? path));
        }
        clips.AddRange(audio.Where(s => !used.ContainsKey(s.Key)).Select(s => new LabeledClip(Id(s.Value), label, null, s.Value)));
        return [.. clips.OrderBy(c => c.Id, StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> AudioFiles(IEnumerable<string> files)
    {
        var audio = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in files)
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (!audio.TryAdd(name, file))
                throw new DatasetException($"{Printable.Path(file)}: only one of this file and '{Path.GetFileName(audio[name])}' can be the audio of '{name}'; rename one.");
        }
        return audio;
    }

    private static string Id(string path) => $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";

    private static bool IsWav(string path) => Path.GetExtension(path).Equals(Wav, StringComparison.OrdinalIgnoreCase);

    private static string[] Visible(string[] paths) =>
        [.. paths.Where(p => !IgnoredFiles.IsIgnored(Path.GetFileName(p))).Order(StringComparer.Ordinal)];
}

/// <summary>Recognises files and folders that are not clips: hidden files, system files, subtitles, texts and tables.</summary>
internal static class IgnoredFiles
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Thumbs.db", "ehthumbs.db", "desktop.ini", "Icon\r", "__MACOSX", "@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", "lost+found",
    };

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".srt", ".vtt", ".ass", ".ssa", ".sub", ".idx", ".sup", ".sbv", ".smi", ".ttml", ".dfxp", ".lrc", ".textgrid", ".eaf", ".lab",
        ".txt", ".md", ".rst", ".rtf", ".pdf", ".doc", ".docx", ".odt", ".log", ".nfo", ".url", ".lnk", ".htm", ".html",
        ".csv", ".tsv", ".json", ".jsonl", ".xml", ".yaml", ".yml", ".ini", ".cfg", ".toml", ".xls", ".xlsx", ".ods",
        ".db", ".sqlite", ".py", ".ipynb", ".sh", ".m", ".mat", ".npy", ".npz", ".pkl", ".md5", ".sha1", ".sha256", ".torrent",
    };

    /// <summary>Whether to skip a file or folder with this name.</summary>
    public static bool IsIgnored(string name) => name.StartsWith('.') || Names.Contains(name);

    /// <summary>Whether to skip a file with this name.</summary>
    public static bool IsIgnoredFile(string name) => IsIgnored(name) || Extensions.Contains(Path.GetExtension(name));
}
