using System.Runtime.InteropServices;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Onnx;

/// <summary>A constant of the graph (an initializer), whose bytes are computed on demand.</summary>
internal abstract class OnnxTensor(string name, OnnxType type, Shape shape)
{
    /// <summary>A constant of at most so many bytes is always part of the model: runtimes read shapes and scalars early.</summary>
    public const int SmallBytes = 1024;

    /// <summary>Unique in its graph.</summary>
    public string Name { get; set; } = name;

    /// <summary>The weight from which it is computed; null if there is none.</summary>
    public virtual string? WeightName => null;

    public OnnxType Type => type;

    public Shape Shape => shape;

    /// <summary>Its size in bytes.</summary>
    public long Length => shape.Count * type switch
    {
        OnnxType.UInt8 or OnnxType.Int8 => 1,
        OnnxType.Float16 => 2,
        OnnxType.Float32 or OnnxType.Int32 => 4,
        _ => 8,
    };

    /// <summary>Whether its bytes may be passed separately from the model.</summary>
    public bool IsLarge => Length > SmallBytes;

    /// <summary>Writes all elements, row-major and little-endian, to memory of exactly that size; thread-safe.</summary>
    /// <exception cref="ModelFileException">The weights cannot be read, or one does not fit float16.</exception>
    public abstract void Fill(Span<byte> destination);
}

/// <summary>A small constant that belongs to the graph, not to the model: a shape, bounds of a slice, a factor.</summary>
internal sealed class OnnxConstant : OnnxTensor
{
    private readonly byte[] _bytes;

    /// <summary>A list of whole numbers.</summary>
    public OnnxConstant(string name, ReadOnlySpan<long> values)
        : base(name, OnnxType.Int64, new Shape(values.Length)) => _bytes = MemoryMarshal.AsBytes(values).ToArray();

    /// <summary>A scalar.</summary>
    /// <param name="name">Unique in its graph.</param>
    /// <param name="type"><see cref="OnnxType.Float32"/> or <see cref="OnnxType.Float16"/>.</param>
    /// <param name="value">Its value.</param>
    public OnnxConstant(string name, OnnxType type, float value)
        : base(name, type, new Shape()) =>
        _bytes = type == OnnxType.Float16 ? BitConverter.GetBytes((Half)value) : BitConverter.GetBytes(value);

    public override void Fill(Span<byte> destination) => _bytes.CopyTo(destination);
}

/// <summary>A weight of the network in the layout of an operator, read on demand.</summary>
internal sealed class OnnxWeight : OnnxTensor
{
    private readonly Weight _weight;
    private readonly Action<Weight, Span<float>> _read;

    private OnnxWeight(string name, OnnxType type, Shape shape, Weight weight, Action<Weight, Span<float>> read)
        : base(name, type, shape)
    {
        _weight = weight;
        _read = read;
    }

    public override string? WeightName => _weight.Name;

    /// <summary>The weight without changes.</summary>
    public static OnnxWeight Whole(Weight weight, OnnxType type) =>
        new(weight.Name, type, weight.Shape, weight, (w, values) => w.Read(0, values));

    /// <summary>Rows first .. first + count of a matrix [outputs, inputs], transposed: [inputs, count], for a product.</summary>
    public static OnnxWeight Transposed(Weight weight, OnnxType type, int first, int count) => new(
        $"{weight.Name}.T{Part(weight, first, count)}", type, new Shape(weight.Shape[1], count), weight,
        (w, values) => ReadTransposed(w, first, count, values));

    /// <summary>Elements first .. first + count of a vector.</summary>
    public static OnnxWeight Elements(Weight weight, OnnxType type, int first, int count) => new(
        weight.Name + Part(weight, first, count), type, new Shape(count), weight, (w, values) => w.Read(first, values));

    /// <summary>The hyperbolic tangent of each element, for a gate.</summary>
    public static OnnxWeight Tanh(Weight weight, OnnxType type) => new(
        $"{weight.Name}.tanh", type, weight.Shape, weight,
        (w, values) =>
        {
            w.Read(0, values);
            foreach (ref float value in values)
                value = MathF.Tanh(value);
        });

    /// <summary>Rows [n, D] among zeros, from row <paramref name="start"/> on: [1, rows, D].</summary>
    public static OnnxWeight Padded(Weight weight, OnnxType type, int start, int rows) => new(
        $"{weight.Name}.padded[{start}/{rows}]", type, new Shape(1, rows, weight.Shape[1]), weight,
        (w, values) =>
        {
            values.Clear();
            w.Read(0, values.Slice(start * w.Shape[1], checked((int)w.Shape.Count)));
        });

    public override void Fill(Span<byte> destination)
    {
        if (Type == OnnxType.Float32)
        {
            _read(_weight, MemoryMarshal.Cast<byte, float>(destination));
            return;
        }
        float[] values = new float[Shape.Count];
        _read(_weight, values);
        HalfRounding.Round(_weight.Store.Origin, _weight.Name, values, MemoryMarshal.Cast<byte, Half>(destination));
    }

    /// <summary>What the names of some of a weight's outputs end with; empty for all of them.</summary>
    public static string Part(Weight weight, int first, int count) =>
        count == weight.Shape[0] ? "" : $"[{first}:{first + count}]";

    private static void ReadTransposed(Weight weight, int first, int count, Span<float> destination)
    {
        const int tile = 16;
        int inputs = weight.Shape[1];
        float[] rows = new float[tile * inputs];
        for (int row = 0; row < count; row += tile)
        {
            int taken = Math.Min(tile, count - row);
            weight.Read((long)(first + row) * inputs, rows.AsSpan(0, taken * inputs));
            for (int column = 0; column < inputs; column++)
            {
                for (int i = 0; i < taken; i++)
                    destination[column * count + row + i] = rows[i * inputs + column];
            }
        }
    }
}
