using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Cli.Finetuning;

/// <summary>What <c>mmadfer finetune</c> was told.</summary>
internal sealed record FinetuneSettings
{
    public required string Model { get; init; }

    public required string Data { get; init; }

    public string? Root { get; init; }

    /// <summary>Order of the images of clips that are folders; null for the usual one.</summary>
    public FrameOrder? Order { get; init; }

    /// <summary>Clips to judge by; null for a share of the others, or none.</summary>
    public string? Validation { get; init; }

    public double ValidationShare { get; init; }

    public required string Output { get; init; }

    public required TrainingOptions Options { get; init; }

    public bool Json { get; init; }
}
