using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Training.Features;

namespace MmaDfer.Sdk.Training;

/// <summary>Options of <see cref="AdapterTrainer"/>. The defaults are the paper's.</summary>
/// <exception cref="ArgumentOutOfRangeException">An option is set to a value outside its range.</exception>
public sealed record TrainingOptions
{
    private const int Many = 100_000;

    /// <summary>
    /// For a model of one's own from three clips of each of a person's emotions, in less than a minute: what follows the encoders trains for 30
    /// epochs, in batches of 7 clips. Chosen with the demo model; a larger one may need a lower learning rate.
    /// </summary>
    public static TrainingOptions Personal { get; } = new()
    {
        TrainableSet = TrainableSet.Head,
        Epochs = 30,
        BatchSize = 7,
        MicroBatchSize = 7,
        LearningRate = 3e-3,
        WarmupSteps = 30,
        WeightDecay = 0.1,
        LabelSmoothing = 0.2,
        MaxGradientNorm = 1,
    };

    /// <summary>The engine that trains. Default: the CPU. <c>TorchEngine</c> of MmaDfer.Sdk.TorchSharp trains on GPUs.</summary>
    public Engine Engine { get; init; } = new CpuEngine();

    /// <summary>The tensors to train.</summary>
    public TrainableSet TrainableSet { get; init; } = TrainableSet.Adapters;

    /// <summary>
    /// The labels of the result, in the order of its classes. Null: the model's own labels, which must include all labels of the
    /// data. If the labels differ from the model's, the whole classifier starts from random values.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Number of passes over all clips, 1 to 100000.</summary>
    public int Epochs { get; init => field = Between(value, 1, Many); } = 25;

    /// <summary>Clips per step, 1 to 100000. An epoch skips its last clips if they do not fill a batch.</summary>
    public int BatchSize { get; init => field = Between(value, 1, Many); } = 8;

    /// <summary>
    /// Clips per forward and backward pass, 1 to 100000; must divide <see cref="BatchSize"/>. The gradients of a batch add up. A larger
    /// micro-batch needs more memory; it is hardly faster on a CPU, but several times faster on a GPU. The results differ in the last
    /// digits. If a device runs out of memory, training continues with about half the micro-batch size.
    /// </summary>
    public int MicroBatchSize { get; init => field = Between(value, 1, Many); } = 1;

    /// <summary>Learning rate of the first epoch, above 0 and at most 10. In epoch e of E it is multiplied by 0.5 (1 + cos(pi e / E)).</summary>
    public double LearningRate
    {
        get;
        init => field = Require(value, value is > 0 and <= 10, "greater than 0 and at most 10");
    } = 1e-4;

    /// <summary>
    /// Steps at the start over which the learning rate grows to its full value, 0 or more. The paper uses none; for training from
    /// scratch, a few hundred help.
    /// </summary>
    public int WarmupSteps { get; init => field = Require(value, value >= 0, "0 or more"); }

    /// <summary>Decoupled weight decay of AdamW, 0 to 10, applied to every trained tensor.</summary>
    public double WeightDecay { get; init => field = Between(value, 0, 10); } = 1e-2;

    /// <summary>
    /// Maximum L2 norm of the gradient over all tensors, above 0; a larger gradient is scaled down. Default: infinity, as in the paper,
    /// for no limit.
    /// </summary>
    public double MaxGradientNorm { get; init => field = Require(value, value > 0, "greater than 0"); } = double.PositiveInfinity;

    /// <summary>
    /// Probability, at least 0 and less than 1, that a residual branch of the encoders' last block is dropped for a frame (or for a clip's
    /// spectrogram). It decreases linearly to 0 at the first block. With <see cref="TrainableSet.Head"/> and <see cref="TrainableSet.Classifier"/>
    /// nothing is dropped: their encoders run as in a recognition.
    /// </summary>
    public double DropPath { get; init => field = Share(value); } = 0.1;

    /// <summary>
    /// Recomputes most values of the forward pass during the backward pass instead of keeping them: memory for values falls to about a
    /// quarter, and time grows by about half.
    /// </summary>
    public bool SaveMemory { get; init; }

    /// <summary>Share of the target that is spread evenly over all labels, at least 0 and less than 1.</summary>
    public double LabelSmoothing { get; init => field = Share(value); }

    /// <summary>
    /// Probability, 0 to 1, that a clip loses either its frames or its audio, each equally likely. The model then copes better with a
    /// missing camera or microphone.
    /// </summary>
    public double ModalityDropout { get; init => field = Between(value, 0, 1); }

    /// <summary>
    /// The modalities of the network. With only one, the other encoder and the fusion are left out and keep their values. Use it for the
    /// paper's unimodal rows, or for the first stage of training from scratch, where the modality that is easier to learn would
    /// otherwise prevent the network from learning the other.
    /// </summary>
    public Modality Modality { get; init; }

    /// <summary>
    /// Whether to choose frames at random and to augment them (brightness, crop, flip), anew in each epoch. With <see cref="TrainableSet.Head"/>
    /// and <see cref="TrainableSet.Classifier"/>, <see cref="AugmentedViews"/> decides instead.
    /// </summary>
    public bool Augment { get; init; } = true;

    /// <summary>
    /// For <see cref="TrainableSet.Head"/> and <see cref="TrainableSet.Classifier"/>: number of augmented views of each clip, 0 to 1000. Epochs use the
    /// clip as a recognition sees it and then its augmented views, in turn; the encoders run once for each of them. Default: 0.
    /// </summary>
    public int AugmentedViews { get; init => field = Between(value, 0, 1000); }

    /// <summary>
    /// The smallest share of a frame's area that an augmented crop keeps, above 0 and at most 1. Default: 0.08, as in the paper; frames that are
    /// already cut to the face by a face finder lose mouth or brows by so small a crop.
    /// </summary>
    public double MinCropArea { get; init => field = Require(value, value is > 0 and <= 1, "greater than 0 and at most 1"); } = CropPlan.PublishedMinArea;

    /// <summary>
    /// Whether each clip gives one frame instead of 16, chosen at random (in the validation the middle one), which a linear layer that exists only
    /// during the training judges by itself. For the first stage of training a face encoder from scratch: the frames of one clip resemble each
    /// other, so that a batch of as many frames of different clips tells it far more. Needs <see cref="Modality.Video"/> and
    /// <see cref="TrainableSet.All"/>; only the face encoder changes. Without <see cref="DropPath"/> and temporal adapters.
    /// </summary>
    public bool SingleFrames { get; init; }

    /// <summary>
    /// Factor of a second goal beside the labels, 0 to 100: the blend shapes of each frame (<see cref="LabeledClip.BlendShapesPath"/>), found by a linear
    /// layer that exists only during the training, from half the squared error summed over the shapes. Clips without blend shapes, or without
    /// frames, do without. For <see cref="TrainableSet.All"/> and <see cref="TrainableSet.Adapters"/>. Default: 0, for labels alone.
    /// </summary>
    public double BlendShapeWeight { get; init => field = Between(value, 0, 100); }

    /// <summary>
    /// Whether to set goals for all tokens of an encoder too, after its first, sixth and last block, by linear layers that exist only during the
    /// training: the blend shapes for those of a single frame (<see cref="SingleFrames"/> with <see cref="BlendShapeWeight"/>), the label for the mean of
    /// those of a spectrogram (<see cref="Modality.Audio"/>). An encoder that starts from scratch learns several times faster, since the one token
    /// that it passes on at first knows next to nothing of the others. For <see cref="TrainableSet.All"/>. Default: false.
    /// </summary>
    public bool TokenGoals { get; init; }

    /// <summary>Whether to draw all labels equally often, however many clips each has.</summary>
    public bool ClassBalanced { get; init; }

    /// <summary>
    /// Number of epochs, 1 or more, without a lower validation loss after which training stops; the result then has the values of the best
    /// epoch. Needs validation clips. Null, as in the paper: train all epochs and use the values of the last one.
    /// </summary>
    public int? Patience { get; init => field = value is null ? null : Require(value.Value, value > 0, "1 or more"); }

    /// <summary>The temperature of the adapter if no validation clips fit one, above 0 and at most 1000.</summary>
    public double Temperature { get; init => field = Require(value, value is > 0 and <= 1000, "greater than 0 and at most 1000"); } = 1;

    /// <summary>Whether the validation clips are a fold, so that its few clips are judged together with those of the other folds only.</summary>
    internal bool IsFold { get; init; }

    /// <summary>Seed of all random draws: the same seed gives the same losses.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Maximum time between two saves of the state, which is also saved after every epoch. Zero: after every step;
    /// <see cref="Timeout.InfiniteTimeSpan"/>: only after epochs.
    /// </summary>
    public TimeSpan SaveInterval { get; init => field = TimeLimit.CheckSpan(value, nameof(SaveInterval)); } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Folder that keeps decoded clips for later epochs and runs; null to decode clips each time. With <see cref="TrainableSet.Head"/> (64 bytes for
    /// each channel of the encoders: 48 KiB a clip for the base model) and <see cref="TrainableSet.Classifier"/> (4 bytes for each channel of the temporal
    /// transformer: 2 KiB) it also keeps the outputs of what does not train, so that this runs only once for each clip; without a folder, up to 64
    /// MiB of them are kept in memory. Clips that have changed since, and another model or engine, have other files; nothing is ever deleted.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>
    /// Whether to continue an interrupted training in the same folder, which needs the same settings. If the folder has no state,
    /// training starts from the beginning.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Whether to overwrite an earlier training in the folder; otherwise a folder that contains a training is refused. Cannot be combined
    /// with <see cref="Resume"/>.
    /// </summary>
    public bool Overwrite { get; init; }

    /// <summary>
    /// Receives each warning, in one sentence, as soon as it is found (a new classifier, clips without audio, a rising loss), on the
    /// training thread; null for none. <see cref="TrainingResult.Warnings"/> contains all of them.
    /// </summary>
    public IProgress<string>? Warnings { get; init; }

    private static T Between<T>(T value, T min, T max, [CallerMemberName] string name = "")
        where T : INumber<T> => Require(value, value >= min && value <= max, string.Create(CultureInfo.InvariantCulture, $"between {min} and {max}"), name);

    private static double Share(double value, [CallerMemberName] string name = "") =>
        Require(value, value is >= 0 and < 1, "at least 0 and less than 1", name);

    private static T Require<T>(T value, bool isValid, string rule, [CallerMemberName] string name = "") =>
        isValid ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {rule}.");
}

/// <summary>Checks the options against each other and against the data, before anything is read.</summary>
internal static class TrainingOptionsCheck
{
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    /// <exception cref="TrainingException">An option does not fit the data.</exception>
    public static void Run(TrainingOptions options, ClipDataset data, ClipDataset? validation)
    {
        if (options.BatchSize % options.MicroBatchSize != 0)
            throw new ArgumentException($"The micro-batch size {options.MicroBatchSize} must divide the batch size {options.BatchSize}.", nameof(options));
        if (options.Modality != Modality.Both && options.ModalityDropout != 0)
            throw new ArgumentException($"The modality dropout must be 0 if {options.Modality} is the only modality.", nameof(options));
        if (options.AugmentedViews > 0 && !FeatureReader.Fits(options.TrainableSet))
            throw new ArgumentException($"Augmented views are for {TrainableSet.Head} and {TrainableSet.Classifier}; with {options.TrainableSet}, every epoch is augmented anew (Augment).", nameof(options));
        if (options.BlendShapeWeight > 0 && (FeatureReader.Fits(options.TrainableSet) || options.Modality == Modality.Audio))
            throw new ArgumentException($"Blend shapes are a goal of the face encoder, which {(options.Modality == Modality.Audio ? "does not run on audio alone" : $"does not train with {options.TrainableSet}")}; set BlendShapeWeight to 0.", nameof(options));
        if (options.SingleFrames && options is not { Modality: Modality.Video, TrainableSet: TrainableSet.All, DropPath: 0 })
            throw new ArgumentException($"Single frames train the face encoder alone; set Modality to {Modality.Video}, TrainableSet to {TrainableSet.All} and DropPath to 0.", nameof(options));
        if (options.TokenGoals && !(options.TrainableSet == TrainableSet.All && (options.Modality == Modality.Audio || options is { SingleFrames: true, BlendShapeWeight: > 0 })))
            throw new ArgumentException($"Goals for tokens are for an encoder that trains alone: set TrainableSet to {TrainableSet.All}, and either Modality to {Modality.Audio}, or SingleFrames with a BlendShapeWeight.", nameof(options));
        if (options.Resume && options.Overwrite)
            throw new ArgumentException("Resume and Overwrite cannot be combined; choose one.", nameof(options));
        if (options.Patience is not null && validation is null)
            throw new TrainingException("Early stopping needs validation clips; add some, or set no patience.");
        if (data.Clips.Count < options.BatchSize)
            throw new TrainingException($"{data.Clips.Count} clips are fewer than one batch of {options.BatchSize}; add clips, or choose a smaller batch size.");
    }
}
