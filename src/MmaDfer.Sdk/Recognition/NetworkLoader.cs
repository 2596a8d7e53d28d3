using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Recognition;

/// <summary>From a model's file to a network that runs.</summary>
internal static class NetworkLoader
{
    /// <summary>Opens a model and makes it ready, with its adapter.</summary>
    /// <param name="open">Opens the model.</param>
    /// <param name="options">Engine and adapter.</param>
    /// <param name="progress">Told the share of the weights read, 0 to 1, on a loading thread.</param>
    /// <param name="cancellationToken">Ends loading; nothing is kept.</param>
    public static LoadedNetwork Load(
        Func<ModelFile> open, EmotionRecognizerOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using AdapterFile? adapter = options.Adapter is { } path ? AdapterFile.Open(path) : null;
        ModelFile model = open();
        // An engine that has read all weights lets the file go at once.
        bool keep = options.Engine.KeepsWeights;
        LoadedNetwork? loaded = null;
        Session? session = null, batch = null;
        try
        {
            string? identity = adapter is null ? ModelMetadata.StatedIdentity(model.Weights) : model.Identity(cancellationToken);
            // Before the long work: whether they fit each other.
            adapter?.Over(model.Weights, model.Config, identity);
            var network = new MmaDferNetwork(model.Config, model.Weights);
            var count = new CountingOps();
            network.Build(count, batch: 1);
            bool several = options.MaxBatch > 1 && options.Engine.Batches;
            session = options.Engine.Prepare(ops => network.Build(ops, batch: 1), several ? ProgressPart.Of(progress, 0, 0.5) : progress, cancellationToken);
            if (several)
                batch = options.Engine.Prepare(ops => network.Build(ops, options.MaxBatch), ProgressPart.Of(progress, 0.5, 1), cancellationToken);
            var description = new LoadedModel(model.Config, keep ? model.Weights : new SpentWeights(model.Weights), identity, model.Labels)
            {
                Temperature = model.Temperature,
                IsTrained = model.IsTrained,
            };
            loaded = new LoadedNetwork(session, batch, options.MaxBatch, description, options.Engine, keep ? model : null) { FloatOperations = count.FloatOperations };
            if (adapter is not null)
                loaded.Apply(adapter, options.Adapter);
            return loaded;
        }
        catch
        {
            if (loaded is not null)
            {
                loaded.Dispose();
            }
            else
            {
                batch?.Dispose();
                session?.Dispose();
            }
            keep = false;
            throw;
        }
        finally
        {
            if (!keep)
                model.Dispose();
        }
    }

    /// <summary>Opens a model in a stream, which stays the caller's.</summary>
    public static ModelFile Open(Stream stream, EmotionRecognizerOptions options) =>
        ModelFile.Open(stream, stream is FileStream file ? file.Name : "the stream", keep: options.Engine.KeepsWeights);
}
