namespace MmaDfer.Sdk.Training;

/// <summary>The progress of a training, after a step or an epoch.</summary>
public sealed record TrainingProgress
{
    /// <summary>The current epoch, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>Total number of epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Number of steps so far, including those before an interruption.</summary>
    public required int Step { get; init; }

    /// <summary>Total number of steps.</summary>
    public required int Steps { get; init; }

    /// <summary>Loss of the last step.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of this epoch's clips so far that were recognised, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Estimated time for the remaining steps at the speed so far; null before the first step of this run.</summary>
    public required TimeSpan? TimeLeft { get; init; }

    /// <summary>The result of the epoch that has just ended; null during an epoch.</summary>
    public required EpochResult? Finished { get; init; }
}
