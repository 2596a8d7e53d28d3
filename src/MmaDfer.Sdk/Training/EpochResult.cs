namespace MmaDfer.Sdk.Training;

/// <summary>What an epoch brought.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Loss">Mean loss of its steps.</param>
/// <param name="Accuracy">Share of its training clips that were recognised, 0 to 1, measured as they came.</param>
/// <param name="ValidationLoss">Mean loss (without label smoothing) over the validation clips after it; null without any.</param>
/// <param name="ValidationAccuracy">Share of the validation clips that were recognised after it, 0 to 1; null without any.</param>
public sealed record EpochResult(
    int Epoch, double LearningRate, double Loss, double Accuracy, double? ValidationLoss, double? ValidationAccuracy);
