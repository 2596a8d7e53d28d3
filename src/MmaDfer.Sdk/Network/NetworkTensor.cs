using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Network;

/// <summary>A tensor that an MMA-DFER checkpoint holds.</summary>
/// <param name="Name">Its official name, without <c>module.</c>.</param>
/// <param name="Shape">The shape it must have.</param>
/// <param name="Kind">What it is, which decides how it is initialised.</param>
/// <param name="Trained">Whether fine-tuning changes it (the paper's 7.5 M parameters).</param>
/// <param name="Used">False for tensors of official checkpoints that the forward pass never reads; they may be missing.</param>
internal sealed record NetworkTensor(string Name, Shape Shape, TensorKind Kind, bool Trained, bool Used = true);
