using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>How <see cref="AdapterTrainer"/> trains. The defaults are the paper's.</summary>
public sealed record TrainingOptions
{
    /// <summary>Where the network trains; the CPU unless told otherwise. <c>TorchEngine</c> of MmaDfer.Sdk.TorchSharp trains on GPUs.</summary>
    public Engine Engine { get; init; } = new CpuEngine();

    /// <summary>What changes.</summary>
    public TrainableSet Train { get; init; } = TrainableSet.Adapters;

    /// <summary>
    /// The emotions of the result, in the order of its classes. Null: the model's own, which must then include all that occur in the
    /// data. With any others than the model's own the classifier starts anew, for all classes.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Times that all clips are gone through.</summary>
    public int Epochs { get; init; } = 25;

    /// <summary>Clips of a step. The last ones of an epoch, too few for a whole batch, are left out.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>
    /// Clips computed at a time; the gradients of a batch add up. Divides <see cref="BatchSize"/>. Memory grows with it, speed
    /// hardly does on a processor, several times on a GPU; results differ in the last digits. Where a device runs out of memory, training
    /// goes on with half of them at a time.
    /// </summary>
    public int MicroBatchSize { get; init; } = 1;

    /// <summary>Learning rate of the first epoch; that of epoch e of E is 0.5 (1 + cos(pi e / E)) times it.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Steps at the start over which the learning rate grows to its value. The paper has none; from scratch a few hundred help.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Decoupled weight decay of AdamW, on every tensor that trains.</summary>
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>Longest gradient (L2 norm over all tensors); longer ones are scaled down. Infinity, as in the paper, for no limit.</summary>
    public double MaxGradientNorm { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Chance that a residual branch of the encoders' last block is dropped for a frame (or a clip's spectrogram); it falls
    /// evenly to 0 at the first block.
    /// </summary>
    public double DropPath { get; init; } = 0.1;

    /// <summary>
    /// Computes most values of the way forth a second time on the way back instead of keeping them: about a quarter of the
    /// memory for values, half again the time.
    /// </summary>
    public bool SaveMemory { get; init; }

    /// <summary>Share of the target that is spread evenly over all emotions.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>
    /// Chance that a clip loses its face or its voice (either with the same chance), so that a missing camera or microphone
    /// costs little later.
    /// </summary>
    public double ModalityDropout { get; init; }

    /// <summary>
    /// Which senses the network has. With one alone, the other encoder and the fusion are left out and stay as they are: the paper's
    /// unimodal rows; or the first stage of a training from scratch, where a sense that is easier to learn would keep the other
    /// from being learned.
    /// </summary>
    public Modality Modality { get; init; }

    /// <summary>Whether frames are chosen and changed (brightness, crop, flip) by chance.</summary>
    public bool Augment { get; init; } = true;

    /// <summary>Whether all emotions are drawn equally often, however many clips each has.</summary>
    public bool ClassBalanced { get; init; }

    /// <summary>
    /// Ends training after so many epochs in which the validation loss did not fall, and keeps the best epoch's values. Null, as
    /// in the paper: the last epoch's. Needs validation clips.
    /// </summary>
    public int? Patience { get; init; }

    /// <summary>Start of all random draws: same seed, same losses.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Longest time between two saves of the state; it is also saved after every epoch. Zero: after every step;
    /// <see cref="Timeout.InfiniteTimeSpan"/>: after epochs only.
    /// </summary>
    public TimeSpan SaveInterval { get; init => field = TimeLimit.CheckSpan(value, nameof(SaveInterval)); } = TimeSpan.FromMinutes(5);

    /// <summary>Folder where decoded clips are kept for the next epochs and runs; null to decode each time.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>
    /// Whether to go on where an interrupted training in the same folder stopped; the settings must be the same. Without any
    /// state there it begins at the beginning.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Whether to overwrite what an earlier training left in the folder; otherwise a folder that holds a training is refused. Not
    /// together with <see cref="Resume"/>.
    /// </summary>
    public bool Overwrite { get; init; }

    /// <summary>
    /// Told, as soon as it is found, what whoever trains should know, a sentence each (classes that begin anew, clips without sound, a
    /// loss that rises), on the thread that trains; <see cref="TrainingResult.Warnings"/> has all of them. Null for nobody.
    /// </summary>
    public IProgress<string>? Warnings { get; init; }
}

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
