namespace MmaDfer.Sdk.Training;

/// <summary>How far a training is, after a step or an epoch.</summary>
/// <param name="Epoch">The epoch under way, from 0.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Step">Steps taken since the very beginning.</param>
/// <param name="Steps">Steps of the whole training.</param>
/// <param name="Loss">Loss of the last step.</param>
/// <param name="Accuracy">Share of the clips of this epoch so far that were recognised, 0 to 1.</param>
/// <param name="TimeLeft">Time that the remaining steps will take at the speed so far; null before the first step of this run.</param>
/// <param name="Finished">The epoch that has just ended; null within one.</param>
public sealed record TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, double Loss, double Accuracy, TimeSpan? TimeLeft, EpochResult? Finished);
