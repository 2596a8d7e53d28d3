using MmaDfer.Sdk;

namespace MmaDfer.Cli.Predicting;

/// <summary>What <c>mmadfer predict</c> was told.</summary>
internal sealed record PredictSettings
{
    public required string Model { get; init; }

    public required ClipPaths Sources { get; init; }

    public required EmotionRecognizerOptions Options { get; init; }

    /// <summary>Picture to draw; null for none.</summary>
    public string? Timeline { get; init; }

    public TimeSpan Window { get; init; }

    public TimeSpan Step { get; init; }

    public bool Json { get; init; }
}
