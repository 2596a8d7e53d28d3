using MmaDfer.Sdk.Weights;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Recording;

/// <summary>A weight in the form in which ops use it.</summary>
/// <param name="Slot">The place of its tensor.</param>
/// <param name="Weight">Where its values come from.</param>
/// <param name="Form">Tells the forms of one weight apart; empty for the weight as it is.</param>
/// <param name="Transform">Makes the form of the weight, differentiably; null for the weight as it is.</param>
internal sealed record TorchConstant(int Slot, Weight Weight, string Form, Func<Tensor, Tensor>? Transform);
