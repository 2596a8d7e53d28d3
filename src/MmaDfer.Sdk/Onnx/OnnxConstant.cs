using System.Runtime.InteropServices;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Onnx;

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
