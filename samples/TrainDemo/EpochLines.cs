using MmaDfer.Sdk.Training;

namespace MmaDfer.Samples.TrainDemo;

/// <summary>A line for each epoch.</summary>
internal sealed class EpochLines : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Finished is { } epoch)
            Console.WriteLine($"Epoch {epoch.Epoch + 1} of {value.Epochs}: loss {epoch.Loss:0.000}; of others {epoch.ValidationAccuracy:P1} right; {value.TimeLeft:h\\:mm\\:ss} left");
    }
}
