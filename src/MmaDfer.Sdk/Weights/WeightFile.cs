using MmaDfer.Sdk.Weights.Bytes;
using MmaDfer.Sdk.Weights.Safetensors;
using MmaDfer.Sdk.Weights.Torch;

namespace MmaDfer.Sdk.Weights;

/// <summary>Opens a file of weights by what is in it, whatever its name ends in.</summary>
internal static class WeightFile
{
    /// <summary>Enough to tell a file of weights, and what else it may be.</summary>
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
    /// Opens a stream at its present position. A seekable one must stay open, and unmoved by others, until the store is
    /// disposed; any other is read into memory as far as needed. The stream is never disposed here. To <paramref name="keep"/> it is
    /// to read it into memory as a whole, now, so that it is not needed any more.
    /// </summary>
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
        // The length of a header is never that large: eight bytes of which none is 0 are text.
        if (start.Length > 8 && start[8] == '{' && start[..8].Contains((byte)0))
            return SafetensorsFile.Open(source);
        throw new ModelFileException(
            $"{source.Origin}: {OtherFile.Describe(start)}; a .safetensors file or a PyTorch checkpoint (.pth) is needed.");
    }
}
