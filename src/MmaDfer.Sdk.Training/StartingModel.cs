using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>The model from which training starts, with a classifier for the labels of the result. Owns the file.</summary>
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

    /// <summary>The labels of the result.</summary>
    public IReadOnlyList<string> Labels { get; }

    public string EncodersSha256 { get; }

    /// <summary>Whether training starts from the model's classifier; otherwise the classifier starts from random values.</summary>
    public bool KeepsClassifier { get; private init; }

    /// <summary>Samples per second of the audio that the model learned; null if it names none.</summary>
    public int? SampleRate => _file.SampleRate;

    /// <summary>The model's temperature before training.</summary>
    public double Temperature => _file.Temperature;

    /// <param name="path">The model file.</param>
    /// <param name="labels">The labels of the result; null for the model's own.</param>
    /// <param name="data">The training clips.</param>
    /// <param name="seed">Seed for the values of a new classifier.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="ModelFileException">The model cannot be read, or the labels are invalid.</exception>
    /// <exception cref="TrainingException">No labels are given, and the model does not know all labels of the data.</exception>
    public static StartingModel Open(
        string path, IReadOnlyList<string>? labels, ClipDataset data, ulong seed, CancellationToken cancellationToken)
    {
        ModelFile file = ModelFile.Open(path);
        try
        {
            if (labels is null && UnknownLabels.InData(data, file.Labels) is { } unknown)
                throw new TrainingException($"{unknown}; correct the list, or, to train a new classifier, name all labels (--labels, TrainingOptions.Labels).");
            labels = EmotionLabels.Check(labels ?? file.Labels, "labels");
            MmaDferConfig config = file.Config with { Classes = labels.Count };
            bool same = labels.SequenceEqual(file.Labels, StringComparer.OrdinalIgnoreCase);
            WeightStore weights = same
                ? file.Weights
                : WeightView.Layered(file.Weights, new DrawnWeights(config, seed), TrainableTensors.Classifier, file.Weights.Origin);
            return new StartingModel(file, config, weights, labels, file.Identity(cancellationToken)) { KeepsClassifier = same };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A warning that lists the classes of a new classifier and their clips; null if the model's classifier is kept.</summary>
    /// <param name="data">The training clips, as returned by <see cref="Map"/>.</param>
    public string? NewClassifierWarning(ClipDataset data)
    {
        if (KeepsClassifier)
            return null;
        Dictionary<int, int> counts = data.Clips.CountBy(c => c.Label).ToDictionary();
        return $"The classifier starts from random values, because the labels differ from the model's own ({Printable.Text(string.Join(", ", _file.Labels), 300)}); its clips are {string.Join(", ", Labels.Select(Count))}.";

        string Count(string label, int index)
        {
            string clips = counts.GetValueOrDefault(index) switch
            {
                0 => "no clips, so it cannot be learned",
                1 => "1 clip",
                int many => $"{many} clips",
            };
            string question = LabelNames.IndexOfName(_file.Labels, label) < 0 ? NearName.Question(_file.Labels, label) : "";
            return $"{Printable.Text(label, 60)}: {clips}{question}";
        }
    }

    /// <summary>Returns the data with the classes of the result.</summary>
    /// <exception cref="TrainingException">The result lacks the label of a clip.</exception>
    public ClipDataset Map(ClipDataset data)
    {
        if (UnknownLabels.InData(data, Labels) is { } unknown)
            throw new TrainingException($"{unknown}; include all labels of the data.");
        int[] classes = [.. data.Labels.Select(label => LabelNames.IndexOfName(Labels, label))];
        return new ClipDataset(Labels, [.. data.Clips.Select(clip => clip with { Label = classes[clip.Label] })]);
    }

    /// <summary>Identifies the model: a SHA-256 over the identity of its encoders and all other initial values.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(EncodersSha256));
        foreach (NetworkTensor tensor in NetworkTensors.Of(Config).Where(t => t.Used && t.Trained))
            hash.AppendData(MemoryMarshal.AsBytes<float>(Weights.ReadAll(Weights.Tensors[tensor.Name])));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => _file.Dispose();
}
