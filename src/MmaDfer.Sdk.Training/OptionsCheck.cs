using MmaDfer.Sdk.Evaluation;
using System.Globalization;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>Refuses options that make no sense, before anything is read.</summary>
internal static class OptionsCheck
{
    /// <exception cref="TrainingException">The first one that does not fit.</exception>
    public static void Run(TrainingOptions options, ClipDataset data, ClipDataset? validation)
    {
        const int many = 100_000;
        Require(options.Epochs is > 0 and <= many, "number of epochs", options.Epochs, $"from 1 to {many}");
        Require(options.BatchSize is > 0 and <= many, "batch size", options.BatchSize, $"from 1 to {many}");
        Require(options.MicroBatchSize > 0 && options.BatchSize % options.MicroBatchSize == 0,
            "micro-batch size", options.MicroBatchSize, $"a divisor of the batch size {options.BatchSize}");
        Require(options.LearningRate is > 0 and <= 10, "learning rate", options.LearningRate, "above 0 and at most 10");
        Require(options.WarmupSteps >= 0, "number of warm-up steps", options.WarmupSteps, "0 or more");
        Require(options.WeightDecay is >= 0 and <= 10, "weight decay", options.WeightDecay, "from 0 to 10");
        Require(options.MaxGradientNorm > 0, "longest gradient", options.MaxGradientNorm, "above 0");
        Require(options.DropPath is >= 0 and < 1, "drop path rate", options.DropPath, "from 0 to below 1");
        Require(options.LabelSmoothing is >= 0 and < 1, "label smoothing", options.LabelSmoothing, "from 0 to below 1");
        Require(options.ModalityDropout is >= 0 and <= 1, "modality dropout", options.ModalityDropout, "from 0 to 1");
        if (options.Modality != Modality.Both)
            Require(options.ModalityDropout == 0, "modality dropout", options.ModalityDropout, "0 where the network has one sense alone");
        Require(options.Patience is null or > 0, "patience", options.Patience ?? 0, "1 or more epochs");
        if (options.Resume && options.Overwrite)
            throw new TrainingException("A training is either resumed or overwritten; choose one of both.");
        if (options.Patience is not null && validation is null)
            throw new TrainingException("Stopping early needs validation clips; give some, or leave the patience out.");
        if (data.Clips.Count < options.BatchSize)
            throw new TrainingException($"{data.Clips.Count} clips are fewer than one batch of {options.BatchSize}; give more clips, or a smaller batch size.");
    }

    private static void Require(bool holds, string what, IFormattable value, string rule)
    {
        if (!holds)
            throw new TrainingException($"The {what} is {value.ToString(null, CultureInfo.InvariantCulture)}; it must be {rule}.");
    }
}
