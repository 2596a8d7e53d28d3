using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Onnx;

/// <summary>A constant of the graph (an initializer), whose bytes are made when they are asked for.</summary>
internal abstract class OnnxTensor(string name, OnnxType type, Shape shape)
{
    /// <summary>Up to so many bytes a constant always lies in the model itself: runtimes look at shapes and scalars early.</summary>
    public const int SmallBytes = 1024;

    /// <summary>Unique in its graph once that has taken it in.</summary>
    public string Name { get; set; } = name;

    /// <summary>The weight of the network that it is made from; null where it is from none.</summary>
    public virtual string? WeightName => null;

    public OnnxType Type => type;

    public Shape Shape => shape;

    /// <summary>Its size in bytes.</summary>
    public long Length => shape.Count * type switch
    {
        OnnxType.Float16 => 2,
        OnnxType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Whether its bytes may be left out of the model and handed over apart.</summary>
    public bool IsLarge => Length > SmallBytes;

    /// <summary>Writes all elements, row-major and little-endian, to memory of just that size; safe from several threads.</summary>
    /// <exception cref="ModelFileException">The weights cannot be read, or one does not fit float16.</exception>
    public abstract void Fill(Span<byte> destination);
}
