namespace MmaDfer.Sdk.Training;

/// <summary>How far a training is, after a step or an epoch.</summary>
public sealed record TrainingProgress
{
    /// <summary>The epoch under way, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>All epochs.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps taken since the very beginning.</summary>
    public required int Step { get; init; }

    /// <summary>Steps of the whole training.</summary>
    public required int Steps { get; init; }

    /// <summary>Loss of the last step.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of the clips of this epoch so far that were recognised, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Time that the remaining steps will take at the speed so far; null before the first step of this run.</summary>
    public required TimeSpan? TimeLeft { get; init; }

    /// <summary>The epoch that has just ended; null within one.</summary>
    public required EpochResult? Finished { get; init; }
}
