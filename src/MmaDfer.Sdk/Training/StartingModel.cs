using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>The model that training starts from, with the classifier that the data's labels need. Owns the file.</summary>
internal sealed class StartingModel : IDisposable
{
    private readonly ModelFile _file;

    private StartingModel(ModelFile file, MmaDferConfig config, WeightStore weights, IReadOnlyList<string> labels, string encodersSha256)
    {
        _file = file;
        Config = config;
        Weights = weights;
        Labels = labels;
        EncodersSha256 = encodersSha256;
    }

    public MmaDferConfig Config { get; }

    public WeightStore Weights { get; }

    /// <summary>The emotions of the result.</summary>
    public IReadOnlyList<string> Labels { get; }

    public string EncodersSha256 { get; }

    /// <param name="path">The model.</param>
    /// <param name="labels">The emotions of the result; null to decide by the data.</param>
    /// <param name="data">The clips to train with.</param>
    /// <param name="seed">Start of the draws of a new classifier.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ModelFileException">The model cannot be read, or the labels are none.</exception>
    public static StartingModel Open(
        string path, IReadOnlyList<string>? labels, ClipDataset data, ulong seed, CancellationToken cancellation)
    {
        ModelFile file = ModelFile.Open(path);
        try
        {
            // What occurs counts: a data set may name more emotions than it has clips of.
            bool known = data.Clips.Select(c => c.Label).Distinct().All(label => IndexOf(file.Labels, data.Labels[label]) >= 0);
            labels ??= known ? file.Labels : data.Labels;
            labels = EmotionLabels.Check(labels, "labels");
            MmaDferConfig config = file.Config with { Classes = labels.Count };
            WeightStore weights = labels.SequenceEqual(file.Labels)
                ? file.Weights
                : new LayeredWeights(file.Weights, new DrawnWeights(config, seed), TrainableTensors.Classifier, file.Weights.Origin);
            return new StartingModel(file, config, weights, labels, file.Identity(cancellation));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The data with the classes of the result.</summary>
    /// <exception cref="TrainingException">A clip's emotion is not one of them.</exception>
    public ClipDataset Map(ClipDataset data)
    {
        int[] classes = [.. data.Labels.Select(label => IndexOf(Labels, label))];
        return new ClipDataset(Labels, [.. data.Clips.Select(clip => clip with { Label = ClassOf(clip) })]);

        int ClassOf(LabeledClip clip) => classes[clip.Label] >= 0
            ? classes[clip.Label]
            : throw new TrainingException($"The clip '{Printable.Text(clip.Id)}' shows '{Printable.Text(data.Labels[clip.Label])}', but the model is to know only {string.Join(", ", Labels)}; name all labels of the data.");
    }

    /// <summary>Tells this model from others: SHA-256 over its encoders' identity and all else that it starts with.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(EncodersSha256));
        foreach (NetworkTensor tensor in NetworkTensors.Of(Config).Where(t => t.Used && t.Trained))
            hash.AppendData(MemoryMarshal.AsBytes<float>(Weights.ReadAll(Weights.Tensors[tensor.Name])));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => _file.Dispose();

    private static int IndexOf(IReadOnlyList<string> labels, string label) =>
        labels.ToList().FindIndex(known => known.Equals(label, StringComparison.OrdinalIgnoreCase));
}
