using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>All that the losses of a training depend on, as texts: a state goes on only under the same ones.</summary>
internal static class TrainingSettings
{
    public static OrderedDictionary<string, string> Of(
        TrainingOptions options, StartingModel model, ClipDataset data, ClipDataset? validation) => new()
    {
        ["labels"] = string.Join(", ", model.Labels),
        ["training clips"] = Fingerprint(data),
        ["validation clips"] = validation is null ? "none" : Fingerprint(validation),
        ["files of the training clips"] = ClipFiles.Fingerprint(data),
        ["files of the validation clips"] = validation is null ? "none" : ClipFiles.Fingerprint(validation),
        ["trained set"] = options.Train.ToString(),
        ["epochs"] = Text(options.Epochs),
        ["batch size"] = Text(options.BatchSize),
        ["micro-batch size"] = Text(options.MicroBatchSize),
        ["memory saving"] = options.SaveMemory ? "on" : "off",
        ["learning rate"] = Text(options.LearningRate),
        ["warm-up steps"] = Text(options.WarmupSteps),
        ["weight decay"] = Text(options.WeightDecay),
        ["longest gradient"] = Text(options.MaxGradientNorm),
        ["drop path"] = Text(options.DropPath),
        ["label smoothing"] = Text(options.LabelSmoothing),
        ["modality dropout"] = Text(options.ModalityDropout),
        ["modality"] = options.Modality.ToString(),
        ["augmentation"] = options.Augment ? "on" : "off",
        ["class balance"] = options.ClassBalanced ? "on" : "off",
        ["patience"] = options.Patience is int patience ? Text(patience) : "none",
        ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
        // Last, since labels and seed change it too, and should be named then.
        ["model"] = model.Fingerprint(),
    };

    /// <summary>Number of clips, and a hash of their names and labels.</summary>
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
