using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>The network to train, with both modalities or only one; whole, or in two parts where only the second one trains.</summary>
internal static class TrainedNetwork
{
    /// <summary>What the first part outputs and the second one takes.</summary>
    public const string FeaturesName = "features";

    /// <summary>Declares the network with its inputs and output, as <see cref="MmaDferNetwork"/> does.</summary>
    /// <param name="ops">Records the network.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="weights">All tensors.</param>
    /// <param name="modality">One modality, or both.</param>
    /// <param name="batch">Number of clips.</param>
    /// <param name="dropPath">Whether to declare the inputs of drop path.</param>
    /// <param name="heads">Layers to declare in addition; null for none.</param>
    public static void Build(
        OpSet ops, MmaDferConfig config, WeightStore weights, Modality modality, int batch, bool dropPath, TrainingHeads? heads = null)
    {
        var network = new MmaDferNetwork(config, weights);
        Value moments = modality == Modality.Both
            ? network.Encode(ops, batch, dropPath: dropPath)
            : network.EncodeAlone(ops, batch, face: modality == Modality.Video, dropPath, heads is { HasClassifier: true } ? 1 : MmaDferConfig.Frames, heads is null ? null : (block, tokens) => heads.DeclareTokens(ops, weights, block, tokens));
        heads?.Declare(ops, weights, moments);
        if (heads is not { HasClassifier: true })
            network.Decide(ops, batch, moments);
    }

    /// <summary>Declares the part of the network before everything that trains, for one clip.</summary>
    public static void BuildFrozen(OpSet ops, MmaDferConfig config, WeightStore weights, Modality modality, TrainableSet set)
    {
        var network = new MmaDferNetwork(config, weights);
        Value features = modality == Modality.Both ? network.Encode(ops, 1) : network.EncodeAlone(ops, 1, face: modality == Modality.Video);
        ops.Output(FeaturesName, set == TrainableSet.Classifier ? network.Summarize(ops, features) : features);
    }

    /// <summary>Declares the rest of the network.</summary>
    public static void BuildAfter(OpSet ops, MmaDferConfig config, WeightStore weights, TrainableSet set, int batch)
    {
        var network = new MmaDferNetwork(config, weights);
        if (set == TrainableSet.Classifier)
            network.Classify(ops, batch, ops.Input(FeaturesName, new Shape(batch, 1, config.TemporalWidth)));
        else
            network.Decide(ops, batch, ops.Input(FeaturesName, new Shape(batch, MmaDferConfig.Frames, config.Width)));
    }
}

/// <summary>Writes the trained adapter.</summary>
internal static class TrainedAdapter
{
    /// <summary>Writes the trained values of a session, atomically.</summary>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    /// <exception cref="TrainingException">A value is not finite.</exception>
    public static void Write(
        string path, TrainingSession session, StartingModel model, TrainingOptions options, string clips, double temperature, int? sampleRate,
        EpochResult epoch)
    {
        var values = new MemoryWeights(path);
        string[] names = [.. session.Parameters.Except(TrainingHeads.Names)];
        foreach (string name in names)
        {
            foreach (float value in session.Parameter(name))
            {
                if (!float.IsFinite(value))
                    throw new TrainingException($"The training has diverged: '{name}' contains a value that is not finite, so no adapter is written; train again with a lower learning rate.");
            }
            values.Set(name, model.Weights.Tensors[name].Shape, () => session.Parameter(name));
        }
        var summary = new Dictionary<string, string>
        {
            ["trained_set"] = options.TrainableSet.ToString().ToLowerInvariant(),
            ["epochs"] = (epoch.Epoch + 1).ToString(CultureInfo.InvariantCulture),
            ["training_clips"] = clips,
            ["training_loss"] = epoch.Loss.ToString("R", CultureInfo.InvariantCulture),
        };
        if (epoch.ValidationAccuracy is double accuracy)
            summary["validation_accuracy"] = accuracy.ToString("R", CultureInfo.InvariantCulture);
        AdapterFile.Write(path, values, names, model.Config, model.Labels, model.EncodersSha256, temperature, summary, sampleRate is { } rate && ModelMetadata.IsSampleRate(rate) ? rate : null);
    }
}
