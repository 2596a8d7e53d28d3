using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>The network to train, with both modalities or only one.</summary>
internal static class TrainedNetwork
{
    /// <summary>Declares the network with its inputs and output, as <see cref="MmaDferNetwork"/> does.</summary>
    public static void Build(OpSet ops, MmaDferConfig config, WeightStore weights, Modality modality, int batch, bool dropPath)
    {
        var network = new MmaDferNetwork(config, weights);
        if (modality == Modality.Both)
            network.Build(ops, batch, dropPath: dropPath);
        else
            network.BuildAlone(ops, batch, face: modality == Modality.Video, dropPath);
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
        foreach (string name in session.Parameters)
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
        AdapterFile.Write(path, values, session.Parameters, model.Config, model.Labels, model.EncodersSha256, temperature, summary, sampleRate is { } rate && ModelMetadata.IsSampleRate(rate) ? rate : null);
    }
}
