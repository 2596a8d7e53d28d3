using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Training.Features;

namespace MmaDfer.Sdk.Training;

/// <summary>Everything that the losses of a training depend on, as text. A state can only be resumed with the same settings.</summary>
internal static class TrainingSettings
{
    public static OrderedDictionary<string, string> Of(
        TrainingOptions options, StartingModel model, ClipDataset data, ClipDataset? validation)
    {
        OrderedDictionary<string, string> settings = List(options, model, data, validation);
        if (FeatureReader.Fits(options.TrainableSet))
            settings["augmentation"] = options.AugmentedViews == 0 ? "off" : $"{Text(options.AugmentedViews)} views";
        // Named only where they differ from the paper's training, so that earlier states can be resumed.
        if (options.MinCropArea != CropPlan.PublishedMinArea)
            settings["minimum area of a crop"] = Text(options.MinCropArea);
        if (options.SingleFrames)
            settings["single frames"] = "on";
        if (options.TokenGoals)
            settings["goals for tokens"] = "on";
        if (options.BlendShapeWeight != 0)
            settings["weight of blend shapes"] = Text(options.BlendShapeWeight);
        return settings;
    }

    private static OrderedDictionary<string, string> List(
        TrainingOptions options, StartingModel model, ClipDataset data, ClipDataset? validation) => new()
    {
        ["labels"] = string.Join(", ", model.Labels),
        ["training clips"] = Fingerprint(data),
        ["validation clips"] = validation is null ? "none" : Fingerprint(validation),
        ["files of the training clips"] = FileFingerprint.Compute(data),
        ["files of the validation clips"] = validation is null ? "none" : FileFingerprint.Compute(validation),
        ["trained set"] = options.TrainableSet.ToString(),
        ["epochs"] = Text(options.Epochs),
        ["batch size"] = Text(options.BatchSize),
        ["micro-batch size"] = Text(options.MicroBatchSize),
        ["memory saving"] = options.SaveMemory ? "on" : "off",
        ["learning rate"] = Text(options.LearningRate),
        ["warm-up steps"] = Text(options.WarmupSteps),
        ["weight decay"] = Text(options.WeightDecay),
        ["maximum gradient norm"] = Text(options.MaxGradientNorm),
        ["drop path"] = Text(options.DropPath),
        ["label smoothing"] = Text(options.LabelSmoothing),
        ["modality dropout"] = Text(options.ModalityDropout),
        ["modality"] = options.Modality.ToString(),
        ["augmentation"] = options.Augment ? "on" : "off",
        ["class balance"] = options.ClassBalanced ? "on" : "off",
        ["patience"] = options.Patience is int patience ? Text(patience) : "none",
        ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
        // Last: labels and seed also change the model, and then the error should name them.
        ["model"] = model.Fingerprint(),
    };

    /// <summary>The number of clips and a hash of their names and labels.</summary>
    private static string Fingerprint(ClipDataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LabeledClip clip in data.Clips)
            hash.AppendData(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{clip.Id}\0{clip.Label}\0{clip.Start?.Ticks}\0{clip.End?.Ticks}\0{clip.FrameLimit}\n")));
        return $"{Text(data.Clips.Count)} ({Convert.ToHexStringLower(hash.GetHashAndReset())[..16]})";
    }

    private static string Text(IFormattable value) => value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture);
}
