using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Recording;

/// <summary>One op of a recorded network.</summary>
/// <param name="Result">The place of its result.</param>
/// <param name="Operands">The places of what it takes.</param>
/// <param name="Compute">Gives the result, which is then the run's; temporary tensors it disposes itself.</param>
internal sealed record TorchStep(int Result, int[] Operands, Func<Tensor[], Tensor> Compute);
