using MmaDfer.Sdk.Tensors;

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
