using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>Gets the bytes of a cascade from a file or stream.</summary>
internal static class CascadeFile
{
    /// <exception cref="ModelFileException">It is missing, cannot be read, is too large, damaged or no cascade.</exception>
    public static CascadeModel Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string origin = path.Length == 0 ? "The empty path" : Printable.Path(path);
        if (Directory.Exists(path))
            throw Unreadable(origin, "this is a folder");
        try
        {
            if (PipeOrDevice.OrEmpty(path))
                throw Unreadable(origin, "it is empty, or a pipe or device, which is not read");
            using FileStream file = File.OpenRead(path);
            if (StandIns.Of(file) is { } what)
                throw Unreadable(origin, $"it {what}");
            return Read(file, origin);
        }
        catch (FileNotFoundException exception)
        {
            throw Unreadable(origin, "there is no such file", exception);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw Unreadable(origin, "its folder does not exist", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw Unreadable(origin, Reason(exception), exception);
        }
    }

    /// <inheritdoc cref="Read(string)"/>
    public static CascadeModel Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        const string origin = "The stream of a cascade";
        try
        {
            return Read(stream, origin);
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            throw Unreadable(origin, Reason(exception), exception);
        }
    }

    private static CascadeModel Read(Stream stream, string origin)
    {
        // It grows with what really comes, whatever length the stream claims.
        using var bytes = new MemoryStream();
        byte[] chunk = new byte[65536];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            bytes.Write(chunk, 0, read);
            if (bytes.Length > CascadeReader.MaxBytes)
                throw Unreadable(origin, $"it is larger than {CascadeReader.MaxBytes} bytes");
        }
        return CascadeReader.Read(bytes.ToArray(), origin);
    }

    private static string Reason(Exception exception) => Printable.Text(exception.Message).TrimEnd('.');

    private static ModelFileException Unreadable(string origin, string why, Exception? exception = null) => new(
        $"{origin}: cannot be read: {why}; a cascade file of OpenCV is needed, such as haarcascade_frontalface_alt2.xml.", exception);
}
