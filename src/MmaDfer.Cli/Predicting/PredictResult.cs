using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Predicting;

/// <summary>What <c>mmadfer predict</c> found.</summary>
internal sealed record PredictResult
{
    public required PredictSettings Settings { get; init; }

    /// <summary>The whole clip's.</summary>
    public required EmotionPrediction Prediction { get; init; }

    public required Clip Clip { get; init; }

    public required Engine Engine { get; init; }

    /// <summary>What is known of each engine that could have computed it.</summary>
    public required IReadOnlyList<EngineReport> Engines { get; init; }

    /// <summary>Whether the weights are known to be untrained.</summary>
    public required bool IsUntrained { get; init; }

    /// <summary>What the network took for the whole clip.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>One for each window; empty where no timeline was asked for.</summary>
    public IReadOnlyList<EmotionPrediction> Timeline { get; init; } = [];
}
