using System.Security;

namespace MmaDfer.Sdk.Sources;

/// <summary>Opening the files that users name, with errors in one sentence.</summary>
internal static class MediaFile
{
    /// <summary>No frame is wider or higher than this: larger sizes come from damaged files.</summary>
    public const int MaxSide = 16384;

    /// <summary>No frame takes more bytes than this once decoded (the 108 megapixels of a telephone fit).</summary>
    public const int MaxFrameBytes = 400_000_000;

    private static readonly string[] Scripts =
        [".avs", ".vpy", ".m3u", ".m3u8", ".mpd", ".ffconcat", ".concat", ".sdp", ".asx", ".pls", ".ism"];

    /// <summary>A name for error messages: on one line, whatever it contains.</summary>
    public static string Quote(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return $"'{string.Create(path.Length, path, static (text, p) =>
        {
            for (int i = 0; i < p.Length; i++)
                text[i] = char.IsControl(p[i]) ? '?' : p[i];
        })}'";
    }

    /// <summary>The full path, for a path that may hold anything.</summary>
    public static string FullPath(string path) => Guard(path, static p => Path.GetFullPath(p));

    /// <summary>
    /// Opens a file for reading from start to end; an empty file is an error, and so is a pipe, which could be read only once (waiting
    /// for its writer), and a file that plainly stands for another.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">What the file should be: "a WAV file", "an image".</param>
    public static FileStream Open(string path, string wanted)
    {
        FileStream stream = Guard(path, p =>
        {
            if (Directory.Exists(p))
                throw IsFolder(p);
            if (PipeOrDevice.OrEmpty(p))
                throw new MediaException($"{Quote(p)} is empty (0 bytes), or a pipe or device, which is not read; {wanted} is needed (save what a pipe gives to one).");
            return new FileStream(p, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 4096);
        });
        if (Guard(path, _ => StandIns.Of(stream)) is { } what)
        {
            stream.Dispose();
            throw new MediaException($"{Quote(path)} {what}; {wanted} is needed.");
        }
        return stream;
    }

    /// <summary>The error for a folder where a file is needed.</summary>
    public static MediaException IsFolder(string path) => new($"{Quote(path)} is a folder; a file is needed here.");

    /// <summary>
    /// Full path of a file that may be given to a decoder: it exists, is not empty, and is not a playlist or script, through
    /// which a decoder would open other files or run code.
    /// </summary>
    public static string CheckDecodable(string path, string wanted)
    {
        byte[] head = Head(path, wanted, 1024);
        ReadOnlySpan<byte> text = head.AsSpan().TrimStart("\uFEFF \t\r\n"u8);
        if (Scripts.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
            || text.StartsWith("#EXTM3U"u8) || text.StartsWith("ffconcat version"u8)
            || text.IndexOf("<MPD"u8) >= 0 || text.StartsWith("v=0"u8) || text.StartsWith("[playlist]"u8))
        {
            throw new MediaException($"{Quote(path)} is a playlist or script, which is not opened; {wanted} is needed.");
        }
        return FullPath(path);
    }

    /// <summary>The first bytes of a file, fewer where it is shorter.</summary>
    public static byte[] Head(string path, string wanted, int count)
    {
        using FileStream stream = Open(path, wanted);
        byte[] head = new byte[count];
        return head[..Guard(path, _ => stream.ReadAtLeast(head, count, throwOnEndOfStream: false))];
    }

    /// <summary>Runs something that touches a file; whatever the system complains about names the file.</summary>
    public static T Guard<T>(string path, Func<string, T> action)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (string.IsNullOrWhiteSpace(path))
            throw new MediaException("An empty path was given; the path of a file or folder is needed.");
        try
        {
            return action(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // What this program cannot write as text, it cannot open by its name.
            throw new MediaException(
                path.Contains('\uFFFD') ? $"{Quote(path)} cannot be opened: its name is not text in UTF-8; rename it." : $"{Quote(path)} does not exist.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or SecurityException)
        {
            throw new MediaException($"{Quote(path)} cannot be read: this user lacks the permission.", e);
        }
        catch (PathTooLongException e)
        {
            throw new MediaException($"{Quote(path)} is longer than this system allows a path to be ({path.Length} characters).", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new MediaException($"{Quote(path)} cannot be read: {OneLine(e.Message)}", e);
        }
    }

    /// <summary>Any text on one line.</summary>
    public static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
