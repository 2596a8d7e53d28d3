namespace MmaDfer.Sdk.Training;

/// <summary>What an epoch brought.</summary>
public sealed record EpochResult
{
    /// <summary>From 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>Its learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean loss of its steps.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of its training clips that were recognised, 0 to 1, measured as they came.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean loss (without label smoothing) over the validation clips after it; null without any.</summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>Share of the validation clips that were recognised after it, 0 to 1; null without any.</summary>
    public required double? ValidationAccuracy { get; init; }
}
