namespace MmaDfer.Sdk.Sources;

/// <summary>What a file is by its first bytes, where that matters before a decoder sees it.</summary>
internal static class MediaKind
{
    private static readonly string[] Scripts =
        [".avs", ".vpy", ".m3u", ".m3u8", ".mpd", ".ffconcat", ".concat", ".sdp", ".asx", ".pls", ".ism"];

    /// <summary>
    /// Full path of a file that may be given to a decoder: it is there, not empty, and not a playlist or script, through
    /// which a decoder would open other files or run code.
    /// </summary>
    public static string CheckDecodable(string path, string wanted)
    {
        byte[] head = MediaFile.Head(path, wanted, 1024);
        ReadOnlySpan<byte> text = head.AsSpan().TrimStart("\uFEFF \t\r\n"u8);
        if (Scripts.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
            || text.StartsWith("#EXTM3U"u8) || text.StartsWith("ffconcat version"u8)
            || text.IndexOf("<MPD"u8) >= 0 || text.StartsWith("v=0"u8) || text.StartsWith("[playlist]"u8))
        {
            throw new MediaException($"{MediaFile.Quote(path)} is a playlist or script, which is not opened; {wanted} is needed.");
        }
        return MediaFile.FullPath(path);
    }
}
