using System.Globalization;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Training;

/// <summary>
/// The state of a training. On disk, together with the parameters and moments, it is sufficient to resume: random draws depend only on
/// the position in the training. The file is a safetensors file and is written atomically.
/// </summary>
internal sealed class TrainingState
{
    private const string Format = "mmadfer-training-state", Version = "1", Setting = "setting: ";

    private const string FinishedKey = "finished";

    private const string Parameter = "parameter/", Mean = "mean/", Square = "square/", BestValue = "best/", LossesName = "losses";

    /// <summary>The current epoch, from 0.</summary>
    public int Epoch { get; set; }

    /// <summary>Number of finished batches of the current epoch.</summary>
    public int Batch { get; set; }

    /// <summary>Number of recognised clips of the current epoch.</summary>
    public int Correct { get; set; }

    /// <summary>The loss of every step so far.</summary>
    public List<float> Losses { get; private init; } = [];

    /// <summary>The results of the finished epochs.</summary>
    public List<EpochResult> Epochs { get; private init; } = [];

    /// <summary>Whether the adapter has been written and training is complete.</summary>
    public bool Finished { get; set; }

    /// <summary>The epoch with the lowest validation loss so far, if training keeps the best epoch; otherwise -1.</summary>
    public int BestEpoch { get; set; } = -1;

    /// <summary>The sample rate that all training clips read so far share: see <see cref="Evaluation.ModalityCounter.SampleRate"/>.</summary>
    public int SampleRate { get; set; }

    /// <summary>The parameters of the best epoch.</summary>
    public Dictionary<string, float[]> Best { get; } = [];

    /// <exception cref="ModelFileException">The file cannot be written; an older file remains.</exception>
    public void Write(
        string path, TrainingSession session, AdamW optimizer, IReadOnlyDictionary<string, string> settings)
    {
        var tensors = new MemoryWeights(path);
        foreach (string name in session.Parameters)
        {
            var shape = new Shape(session.Parameter(name).Length);
            (float[] mean, float[] square) = optimizer.Moments(name, (int)shape.Count);
            tensors.Set(Parameter + name, shape, () => session.Parameter(name));
            tensors.Set(Mean + name, shape, () => mean);
            tensors.Set(Square + name, shape, () => square);
            if (BestEpoch >= 0)
                tensors.Set(BestValue + name, shape, () => Best[name]);
        }
        float[] losses = [.. Losses];
        tensors.Set(LossesName, new Shape(losses.Length), () => losses);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["format_version"] = Version,
            ["epoch"] = Text(Epoch),
            ["batch"] = Text(Batch),
            ["correct"] = Text(Correct),
            ["steps"] = Text(optimizer.Steps),
            ["best_epoch"] = Text(BestEpoch),
            ["sample_rate"] = Text(SampleRate),
            [FinishedKey] = Finished ? "true" : "false",
            ["epochs"] = EpochTable.Write(Epochs),
        };
        foreach ((string key, string value) in settings)
            metadata[Setting + key] = value;
        SafetensorsWriter.Write(path, tensors, [.. tensors.Tensors.Values], half: false, metadata);
    }

    /// <summary>Whether the state belongs to a finished training.</summary>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    public static bool IsFinished(string path)
    {
        using WeightStore file = WeightFile.Open(path);
        return file.Metadata.GetValueOrDefault(FinishedKey) == "true";
    }

    /// <summary>Refuses early what <see cref="Read"/> would refuse.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged or not a state.</exception>
    /// <exception cref="TrainingException">The state belongs to a training with other settings.</exception>
    public static void Check(string path, IReadOnlyDictionary<string, string> settings)
    {
        using WeightStore file = WeightFile.Open(path);
        Check(file, settings);
    }

    /// <summary>Reads a state, and restores the parameters and moments.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged or not a state; the session may then be partly restored.</exception>
    /// <exception cref="TrainingException">The state belongs to a training with other settings.</exception>
    public static TrainingState Read(
        string path, TrainingSession session, AdamW optimizer, IReadOnlyDictionary<string, string> settings)
    {
        using WeightStore file = WeightFile.Open(path);
        Check(file, settings);
        var state = new TrainingState
        {
            Epoch = Number(file, "epoch", 0),
            Batch = Number(file, "batch", 0),
            Correct = Number(file, "correct", 0),
            BestEpoch = Number(file, "best_epoch", -1),
            // States of before there was one lack it.
            SampleRate = file.Metadata.ContainsKey("sample_rate") ? Number(file, "sample_rate", -1) : 0,
            Epochs = EpochTable.Read(file),
            Losses = [.. new float[Number(file, "steps", 0)]],
            Finished = file.Metadata.GetValueOrDefault(FinishedKey) == "true",
        };
        Copy(file, LossesName, CollectionsMarshal.AsSpan(state.Losses));
        if (state.Epochs.Count != state.Epoch || state.BestEpoch >= state.Epoch)
            throw Damaged(file, "epochs");
        optimizer.Restore(state.Losses.Count);
        foreach (string name in session.Parameters)
        {
            Span<float> values = session.Parameter(name);
            (float[] mean, float[] square) = optimizer.Moments(name, values.Length);
            Copy(file, Parameter + name, values);
            Copy(file, Mean + name, mean);
            Copy(file, Square + name, square);
            if (state.BestEpoch >= 0)
                Copy(file, BestValue + name, state.Best[name] = new float[values.Length]);
        }
        session.ParametersChanged();
        return state;
    }

    private static void Check(WeightStore file, IReadOnlyDictionary<string, string> settings)
    {
        if (file.Metadata.GetValueOrDefault("format") != Format || file.Metadata.GetValueOrDefault("format_version") != Version)
            throw new ModelFileException($"{file.Origin}: this is not a training state, or it has another version; delete the file to start again.");
        foreach ((string key, string value) in settings)
        {
            string had = file.Metadata.GetValueOrDefault(Setting + key, "unknown");
            if (had != value)
                throw new TrainingException($"{file.Origin}: the interrupted training has the {key} '{Printable.Text(had)}', but this one has '{Printable.Text(value)}'; resume with the same settings, or start again in another folder.");
        }
    }

    private static void Copy(WeightStore file, string name, Span<float> values)
    {
        if (!file.Tensors.TryGetValue(name, out TensorInfo? tensor) || tensor.Shape != new Shape(values.Length))
            throw Damaged(file, name);
        file.Read(tensor, 0, values);
    }

    private static int Number(WeightStore file, string key, int least)
    {
        // The step count must match the tensor of losses, so that a damaged file cannot cause a huge allocation.
        int most = file.Tensors.TryGetValue(LossesName, out TensorInfo? losses) ? (int)Math.Min(losses.Shape.Count, int.MaxValue) : 0;
        return int.TryParse(file.Metadata.GetValueOrDefault(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= least && (key != "steps" || value == most)
            ? value
            : throw Damaged(file, key);
    }

    private static ModelFileException Damaged(WeightStore file, string what) => new(
        $"{file.Origin}: the training state is damaged: '{what}' is missing or does not fit; delete the file to start again.");

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
