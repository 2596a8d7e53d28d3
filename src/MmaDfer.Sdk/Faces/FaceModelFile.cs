using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Faces;

/// <summary>Opens the file of a face model, or says in one sentence why that is impossible.</summary>
internal static class FaceModelFile
{
    /// <summary>Opens a file and reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">What is needed instead, for errors: "... is needed", without a full stop.</param>
    /// <param name="read">Is given the open file, and its name for errors.</param>
    /// <exception cref="ModelFileException">It is missing, cannot be read, is empty or no file.</exception>
    public static T Open<T>(string path, string wanted, Func<FileStream, string, T> read)
    {
        string origin = path.Length == 0 ? "The empty path" : Printable.Path(path);
        if (Directory.Exists(path))
            throw Unreadable(origin, wanted, "this is a folder");
        try
        {
            if (PipeOrDevice.OrEmpty(path))
                throw Unreadable(origin, wanted, "it is empty, or a pipe or device, which is not read");
            using FileStream file = File.OpenRead(path);
            if (StandIns.Of(file) is { } what)
                throw Unreadable(origin, wanted, $"it {what}");
            return read(file, origin);
        }
        catch (FileNotFoundException exception)
        {
            throw Unreadable(origin, wanted, "there is no such file", exception);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw Unreadable(origin, wanted, "its folder does not exist", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw Unreadable(origin, wanted, exception);
        }
    }

    /// <summary>Reads a stream to its end; memory grows with what really comes, whatever length the stream claims.</summary>
    /// <exception cref="ModelFileException">There is more than <paramref name="maxBytes"/>.</exception>
    public static byte[] ReadAll(Stream stream, string origin, string wanted, int maxBytes)
    {
        using var bytes = new MemoryStream();
        byte[] chunk = new byte[65536];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            bytes.Write(chunk, 0, read);
            if (bytes.Length > maxBytes)
                throw Unreadable(origin, wanted, $"it is larger than {maxBytes} bytes");
        }
        return bytes.ToArray();
    }

    /// <summary>The error of a file that the system cannot read.</summary>
    public static ModelFileException Unreadable(string origin, string wanted, Exception exception) =>
        Unreadable(origin, wanted, Printable.Text(exception.Message).TrimEnd('.'), exception);

    /// <inheritdoc cref="Unreadable(string, string, Exception)"/>
    public static ModelFileException Unreadable(string origin, string wanted, string why, Exception? exception = null) =>
        new($"{origin}: cannot be read: {why}; {wanted}.", exception);
}
