using System.Security;

namespace MmaDfer.Sdk.Weights.Bytes;

/// <summary>Converts exceptions of the file system to those of the SDK.</summary>
internal static class FileFault
{
    /// <summary>The code of a full disk.</summary>
    public const int DiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an exception comes from the file system or a stream, and is not a fault of this program.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException
        or NotSupportedException or SecurityException or InvalidDataException;

    /// <summary>Like <see cref="Is"/>, for opening a path, which may also be invalid itself.</summary>
    public static bool IsOfPath(Exception exception) => Is(exception) || exception is ArgumentException;

    public static ModelFileException Reading(string origin, Exception exception) => new(
        $"{origin}: cannot be read: {Why(exception)}; a readable .safetensors or .pth file is needed.", exception);

    public static ModelFileException Writing(string origin, Exception exception) => new(
        $"{origin}: cannot be written: {Why(exception)}; name a file in an existing, writable folder with enough free space.",
        exception);

    /// <summary>Whether another process (or another part of this one) has the file open: EAGAIN of Linux or of BSD, ERROR_SHARING_VIOLATION.</summary>
    public static bool IsInUse(Exception exception) => exception is IOException fault && fault.HResult switch
    {
        unchecked((int)0x80070020) => true,
        11 or 35 => !OperatingSystem.IsWindows(),
        _ => false,
    };

    /// <summary>What is wrong, as a part of a sentence.</summary>
    public static string Why(Exception exception) => exception switch
    {
        FileNotFoundException => "there is no such file",
        DirectoryNotFoundException => "its folder does not exist",
        PathTooLongException => "the path is too long",
        UnauthorizedAccessException => "access is denied",
        IOException fault when IsFullDisk(fault) => "there is no room for it on the disk",
        _ => Printable.Text(exception.Message).TrimEnd('.'),
    };

    /// <summary>Whether it is ENOSPC, ERROR_DISK_FULL or ERROR_HANDLE_DISK_FULL.</summary>
    private static bool IsFullDisk(IOException fault) => fault.HResult switch
    {
        DiskFull or unchecked((int)0x80070027) => true,
        28 => !OperatingSystem.IsWindows(),
        _ => false,
    };
}
