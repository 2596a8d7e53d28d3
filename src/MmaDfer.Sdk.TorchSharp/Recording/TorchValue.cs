using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.TorchSharp.Recording;

/// <summary>A result of an op: the place where a run keeps its tensor.</summary>
internal sealed class TorchValue(Shape shape, int slot) : Value(shape)
{
    public int Slot => slot;
}
