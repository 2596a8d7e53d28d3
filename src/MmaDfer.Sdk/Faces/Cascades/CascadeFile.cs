namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>Gets the bytes of a cascade from a file or stream.</summary>
internal static class CascadeFile
{
    private const string Wanted = "a cascade file of OpenCV is needed, such as haarcascade_frontalface_alt2.xml";

    /// <exception cref="ModelFileException">It is missing, cannot be read, is too large, damaged or no cascade.</exception>
    public static CascadeModel Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FaceModelFile.Open(path, Wanted, Read);
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
            throw FaceModelFile.Unreadable(origin, Wanted, exception);
        }
    }

    private static CascadeModel Read(Stream stream, string origin) =>
        CascadeReader.Read(FaceModelFile.ReadAll(stream, origin, Wanted, CascadeReader.MaxBytes), origin);
}
