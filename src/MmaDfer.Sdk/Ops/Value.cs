using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Ops;

/// <summary>A result of an op, as the engine that computes it represents it. Only its shape is common to all engines.</summary>
internal abstract class Value(Shape shape)
{
    public Shape Shape { get; } = shape;
}
