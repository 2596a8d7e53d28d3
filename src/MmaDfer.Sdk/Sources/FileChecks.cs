using System.Text;

namespace MmaDfer.Sdk.Sources;

/// <summary>Recognises pipes, terminals and devices by their names alone: opening one may wait for ever for its writer.</summary>
internal static class PipeOrDevice
{
    /// <summary>Whether a path leads to something without a length: a pipe or a device, or else an empty file.</summary>
    public static bool OrEmpty(string path)
    {
        if (!File.Exists(path))
            return false;
        FileSystemInfo file = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
        // The links behind /dev/stdin and a shell's <(...) lead to no name where they are pipes.
        return !file.Exists || file is FileInfo { Length: 0 };
    }
}

/// <summary>Files that lie in another's place under its name: what a download left instead.</summary>
internal static class StandIns
{
    private const int Looked = 512;

    /// <summary>What a stream holds instead of media, data or weights, and what to do; null for nothing known. It stands where it stood.</summary>
    public static string? Of(Stream stream)
    {
        if (!stream.CanSeek)
            return null;
        long start = stream.Position;
        Span<byte> head = stackalloc byte[Looked];
        head = head[..stream.ReadAtLeast(head, Looked, throwOnEndOfStream: false)];
        stream.Position = start;
        return Of(head);
    }

    /// <summary>The same by a file's first bytes.</summary>
    public static string? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("version https://git-lfs.github.com/spec/"u8))
            return "is a Git LFS pointer, not the file itself (run 'git lfs pull' in its repository)";
        ReadOnlySpan<byte> text = head.TrimStart("\uFEFF \t\r\n"u8);
        string start = Encoding.Latin1.GetString(text[..Math.Min(text.Length, 15)]);
        return start.StartsWith("<!DOCTYPE html", StringComparison.OrdinalIgnoreCase)
            || (start.StartsWith("<html", StringComparison.OrdinalIgnoreCase) && (start.Length == 5 || start[5] is '>' or ' ' or '\n' or '\r' or '\t'))
            ? "is a web page (HTML), perhaps of a download that failed or asked for a login"
            : null;
    }
}
