namespace MmaDfer.Sdk.Weights;

/// <summary>
/// Named tensors that are read on demand, whatever holds them: a file, a checkpoint, memory. Reading is safe
/// from several threads at once; disposing is not safe during a read.
/// </summary>
internal abstract class WeightStore : IDisposable
{
    /// <summary>What errors call this store: a file's path, usually.</summary>
    public abstract string Origin { get; }

    /// <summary>All tensors by name.</summary>
    public abstract IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Free text that came with the tensors (safetensors' <c>__metadata__</c>); empty where there is none.</summary>
    public abstract IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Copies elements <paramref name="start"/> .. <paramref name="start"/> + <paramref name="destination"/>.Length of the
    /// tensor (row-major) as float32.
    /// </summary>
    /// <exception cref="ModelFileException">The file can no longer be read.</exception>
    public abstract void Read(TensorInfo tensor, long start, Span<float> destination);

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

    /// <summary>Throws where a read would leave the tensor: a mistake of the caller, not of the file.</summary>
    protected static void CheckRange(long count, long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, count - length);
    }
}
