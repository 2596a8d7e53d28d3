using MmaDfer.Sdk.Sources.Images;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Clips in a folder per label: in it each sub-folder (of images) and each file is a clip; a WAV of the same name as a clip
/// beside it is its sound. Names that begin with a dot are passed over, and so is what is plainly no clip (<see cref="NoClips"/>).
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
            : throw new DatasetException($"{origin}: there is no such folder; name one that holds a folder per label."));
        if (folders.Length == 0)
            throw new DatasetException($"{origin}: holds no folders; one for each label is needed.{DatasetFile.ListHint(path)}");
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
                throw new DatasetException($"{origin}: more than {DatasetFile.MaxClips} clips; part the set.");
        }
        return clips.Count > 0
            ? new ClipDataset(names, clips)
            : throw new DatasetException($"{origin}: its folders are empty; put videos or folders of images into them.");
    }

    private static List<LabeledClip> Clips(string folder, int label)
    {
        string[] files = [.. Directory.GetFiles(folder).Where(f => !NoClips.HoldsFile(Path.GetFileName(f))).Order(StringComparer.Ordinal)];
        if (files.FirstOrDefault(ImageKinds.HasImageName) is { } image)
            throw new DatasetException($"{Printable.Path(image)}: an image right in a label's folder; put the images of each clip into a folder of their own.");
        Dictionary<string, string> sounds = Sounds(files.Where(IsWav));
        var clips = new List<LabeledClip>();
        var heard = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in Visible([.. Directory.GetDirectories(folder), .. files.Where(f => !IsWav(f))]))
        {
            string name = Directory.Exists(path) ? Path.GetFileName(path) : Path.GetFileNameWithoutExtension(path);
            if (sounds.TryGetValue(name, out string? sound) && !heard.TryAdd(name, path))
                throw new DatasetException($"{Printable.Path(sound)}: may be the sound of '{Path.GetFileName(heard[name])}' or of '{Path.GetFileName(path)}'; rename one of them and its sound.");
            clips.Add(new LabeledClip(Id(path), label, path, sound ?? path));
        }
        clips.AddRange(sounds.Where(s => !heard.ContainsKey(s.Key)).Select(s => new LabeledClip(Id(s.Value), label, null, s.Value)));
        return [.. clips.OrderBy(c => c.Id, StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> Sounds(IEnumerable<string> files)
    {
        var sounds = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in files)
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (!sounds.TryAdd(name, file))
                throw new DatasetException($"{Printable.Path(file)}: lies beside '{Path.GetFileName(sounds[name])}', and only one of them can be the sound of '{name}'; rename one.");
        }
        return sounds;
    }

    private static string Id(string path) => $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";

    private static bool IsWav(string path) => Path.GetExtension(path).Equals(Wav, StringComparison.OrdinalIgnoreCase);

    private static string[] Visible(string[] paths) =>
        [.. paths.Where(p => !NoClips.Holds(Path.GetFileName(p))).Order(StringComparer.Ordinal)];
}

/// <summary>Names of what lies beside clips and is none: hidden files, what systems leave in folders, subtitles, texts, tables.</summary>
internal static class NoClips
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

    /// <summary>Whether a file or folder of this name is passed over.</summary>
    public static bool Holds(string name) => name.StartsWith('.') || Names.Contains(name);

    /// <summary>Whether a file of this name is.</summary>
    public static bool HoldsFile(string name) => Holds(name) || Extensions.Contains(Path.GetExtension(name));
}
