using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>What is to be known about a model once an engine has its weights.</summary>
/// <param name="Config">Sizes.</param>
/// <param name="Weights">Names and shapes of its tensors.</param>
/// <param name="EncodersSha256">Identity of its encoders; null if unknown.</param>
/// <param name="Labels">Its emotions.</param>
internal sealed record LoadedModel(MmaDferConfig Config, WeightStore Weights, string? EncodersSha256, IReadOnlyList<string> Labels)
{
    /// <summary>What logits are divided by before the softmax.</summary>
    public double Temperature { get; init; } = 1;

    public bool? IsTrained { get; init; }

    /// <summary>Path of the adapter; null for none.</summary>
    public string? Adapter { get; init; }
}
