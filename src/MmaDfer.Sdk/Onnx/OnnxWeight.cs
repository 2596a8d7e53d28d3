using System.Runtime.InteropServices;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Onnx;

/// <summary>A weight of the network in the layout that an operator wants, read when its bytes are asked for.</summary>
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

    /// <summary>The weight as it is.</summary>
    public static OnnxWeight Whole(Weight weight, OnnxType type) =>
        new(weight.Name, type, weight.Shape, weight, (w, values) => w.Read(0, values));

    /// <summary>Rows first .. first + count of a matrix [outputs, inputs], transposed: [inputs, count], as a product wants it.</summary>
    public static OnnxWeight Transposed(Weight weight, OnnxType type, int first, int count) => new(
        $"{weight.Name}.T{Part(weight, first, count)}", type, new Shape(weight.Shape[1], count), weight,
        (w, values) => ReadTransposed(w, first, count, values));

    /// <summary>Elements first .. first + count of a vector.</summary>
    public static OnnxWeight Elements(Weight weight, OnnxType type, int first, int count) => new(
        weight.Name + Part(weight, first, count), type, new Shape(count), weight, (w, values) => w.Read(first, values));

    /// <summary>The hyperbolic tangent of each element: a gate as it is applied.</summary>
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

    private static string Part(Weight weight, int first, int count) =>
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
