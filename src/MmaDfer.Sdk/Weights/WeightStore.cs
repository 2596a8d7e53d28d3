using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights.Bytes;
using MmaDfer.Sdk.Weights.Safetensors;
using MmaDfer.Sdk.Weights.Torch;

namespace MmaDfer.Sdk.Weights;

/// <summary>
/// Named tensors that are read on demand, from a file, a checkpoint or memory. Reading is safe from several threads at once;
/// disposing is not safe during a read.
/// </summary>
internal abstract class WeightStore : IDisposable
{
    /// <summary>Name of this store in errors: usually the path of a file.</summary>
    public abstract string Origin { get; }

    /// <summary>All tensors by name.</summary>
    public abstract IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Texts stored with the tensors (<c>__metadata__</c> of safetensors); empty if there are none.</summary>
    public abstract IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Copies elements <paramref name="start"/> .. <paramref name="start"/> + <paramref name="destination"/>.Length of the
    /// tensor (row-major) as float32.
    /// </summary>
    /// <exception cref="ModelFileException">The file can no longer be read.</exception>
    public abstract void Read(TensorInfo tensor, long start, Span<float> destination);

    /// <summary>The tensor as a file in 8 bit holds it; null if it is stored otherwise, or its values cannot be read again.</summary>
    public virtual ByteWeight? Bytes(TensorInfo tensor) => null;

    /// <summary>Reads a whole tensor.</summary>
    public float[] ReadAll(TensorInfo tensor)
    {
        float[] values = new float[tensor.Shape.Count];
        Read(tensor, 0, values);
        return values;
    }

    public virtual void Dispose()
    {
    }

    /// <summary>Throws if a read would exceed the tensor: an error of the caller, not of the file.</summary>
    protected static void CheckRange(long count, long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, count - length);
    }
}

/// <summary>A named constant of the network, whose values an engine reads when it needs them.</summary>
internal sealed class Weight(WeightStore store, TensorInfo tensor)
{
    public string Name => tensor.Name;

    public Shape Shape => tensor.Shape;

    public WeightStore Store => store;

    /// <summary>Copies elements from <paramref name="start"/> on (row-major) as float32; safe from several threads.</summary>
    public void Read(long start, Span<float> destination) => store.Read(tensor, start, destination);

    public float[] ReadAll() => store.ReadAll(tensor);

    /// <inheritdoc cref="WeightStore.Bytes"/>
    public ByteWeight? Bytes() => store.Bytes(tensor);
}

/// <summary>Composes tensor names like paths of folders: <c>(scope / "blocks.0" / "attn")["qkv.weight"]</c>.</summary>
internal readonly struct WeightScope(WeightStore store, string prefix = "")
{
    public Weight this[string name] =>
        store.Tensors.TryGetValue(prefix + name, out TensorInfo? tensor)
            ? new Weight(store, tensor)
            : throw new ModelFileException($"{store.Origin}: the tensor '{prefix + name}' is missing; the network cannot run without it.");

    /// <summary>The scope below <paramref name="name"/>.</summary>
    public static WeightScope operator /(WeightScope scope, string name) => scope.Below(name);

    private WeightScope Below(string name) => new(store, $"{prefix}{name}.");
}

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
