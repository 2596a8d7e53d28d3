using MmaDfer.Sdk.Weights.Bytes;
using MmaDfer.Sdk.Weights.Safetensors;
using MmaDfer.Sdk.Weights.Torch;

namespace MmaDfer.Sdk.Weights;

/// <summary>Opens a file of weights; its contents, not its name, determine the format.</summary>
internal static class WeightFile
{
    /// <summary>Enough bytes to recognise a file of weights, or another kind of file.</summary>
    private const int SignatureBytes = 1024;

    /// <exception cref="ModelFileException">The file is missing, damaged, hostile or of another kind.</exception>
    public static WeightStore Open(string path)
    {
        FileBytes bytes = FileBytes.Open(path);
        try
        {
            return Open(bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a stream at its present position. A seekable stream must stay open, and must not be used by others, until the store is
    /// disposed; any other is read into memory as far as needed. The stream is never disposed here.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="origin">Its name in errors.</param>
    /// <param name="keep">Whether to read the whole stream into memory now, so that it is not needed any more.</param>
    /// <exception cref="ModelFileException">It is damaged, hostile or of another kind, or cannot be read.</exception>
    public static WeightStore Open(Stream stream, string origin, bool keep = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
            throw new ArgumentException("The stream cannot be read.", nameof(stream));
        origin = Printable.Path(origin);
        if (stream.CanSeek && !keep)
            return Open(new SeekableBytes(stream, origin));
        var buffered = new BufferedBytes(stream, origin);
        WeightStore weights = Open(buffered);
        // Asking for the length reads the stream to its end.
        _ = keep ? buffered.Length : 0;
        return weights;
    }

    private static WeightStore Open(ByteSource source)
    {
        Span<byte> start = stackalloc byte[SignatureBytes];
        int length = SignatureBytes;
        if (source is BufferedBytes arriving)
        {
            while (!arriving.Has(length))
                length--;
        }
        else
        {
            length = (int)Math.Min(length, source.Length);
        }
        start = start[..length];
        source.Read(0, start);
        if (start.StartsWith("PK\x03\x04"u8) || TorchLegacy.Matches(start))
            return TorchCheckpoint.Open(source);
        // No header is that long: if none of the eight bytes is 0, the file is text.
        if (start.Length > 8 && start[8] == '{' && start[..8].Contains((byte)0))
            return SafetensorsFile.Open(source);
        throw new ModelFileException(
            $"{source.Origin}: {OtherFile.Describe(start)}; a .safetensors file or a PyTorch checkpoint (.pth) is needed.");
    }
}
