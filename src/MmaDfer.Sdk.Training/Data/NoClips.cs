namespace MmaDfer.Sdk.Training.Data;

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
