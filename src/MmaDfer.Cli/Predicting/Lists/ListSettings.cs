using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>What <c>mmadfer predict --list</c> was told.</summary>
internal sealed record ListSettings
{
    public required string Model { get; init; }

    public required string List { get; init; }

    public required string Output { get; init; }

    public Shard Shard { get; init; }

    public bool Resume { get; init; }

    /// <summary>Order of the images of clips that are folders.</summary>
    public FrameOrder Order { get; init; } = FrameOrder.Numeric;

    /// <summary>The numbers that the engine computes with.</summary>
    public Precision Precision { get; init; }

    public required EmotionRecognizerOptions Options { get; init; }

    public bool Json { get; init; }
}
