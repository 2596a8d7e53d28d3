using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Recording;

/// <summary>One op of a recorded network.</summary>
/// <param name="Result">The slot of its result.</param>
/// <param name="Operands">The slots of its operands.</param>
/// <param name="Compute">Computes the result, which the run then owns; disposes its temporary tensors itself.</param>
internal sealed record TorchStep(int Result, int[] Operands, Func<Tensor[], Tensor> Compute);

/// <summary>A weight in the form in which ops use it.</summary>
/// <param name="Slot">The slot of its tensor.</param>
/// <param name="Weight">The source of its values.</param>
/// <param name="Form">Distinguishes the forms of one weight; empty for the weight itself.</param>
/// <param name="Transform">Computes the form from the weight, differentiably; null for the weight itself.</param>
internal sealed record TorchConstant(int Slot, Weight Weight, string Form, Func<Tensor, Tensor>? Transform);

/// <summary>A result of an op: the slot of its tensor in a run.</summary>
internal sealed class TorchValue(Shape shape, int slot) : Value(shape)
{
    public int Slot => slot;
}
