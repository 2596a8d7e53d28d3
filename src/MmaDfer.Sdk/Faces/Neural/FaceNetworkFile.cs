namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>Reads a face finder's network, and tells by its tensors which one it is.</summary>
internal static class FaceNetworkFile
{
    private const string Wanted = "the ONNX file of YuNet (n or s) or BlazeFace (128 or 256) is needed";

    /// <summary>The published files have less than a megabyte.</summary>
    private const int MaxBytes = 16 << 20;

    /// <exception cref="ModelFileException">The file is missing, cannot be read, is too large, damaged or no such network.</exception>
    public static (FaceNetwork Network, FaceDecoder Decoder) Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FaceModelFile.Open(path, Wanted, Read);
    }

    /// <inheritdoc cref="Read(string)"/>
    public static (FaceNetwork Network, FaceDecoder Decoder) Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        const string origin = "The stream of a face model";
        try
        {
            return Read(stream, origin);
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            throw FaceModelFile.Unreadable(origin, Wanted, exception);
        }
    }

    private static (FaceNetwork, FaceDecoder) Read(Stream stream, string origin)
    {
        byte[] bytes = FaceModelFile.ReadAll(stream, origin, Wanted, MaxBytes);
        try
        {
            GraphFile file = GraphFile.Read(bytes);
            if (file.Inputs is not [{ Value: [_, var second, _, var last] }] || (second == 3) == (last == 3))
                throw new InvalidDataException("its input is not a frame of three channels");
            FaceNetwork network = FaceGraph.Build(file, channelsLast: last == 3);
            return (network, FaceDecoder.Of(network) ?? throw new InvalidDataException("its outputs are neither YuNet's nor BlazeFace's"));
        }
        catch (Exception exception) when (exception is InvalidDataException or OverflowException)
        {
            throw new ModelFileException($"{origin}: is no face model that can be used: {exception.Message}; {Wanted}.", exception);
        }
    }
}
