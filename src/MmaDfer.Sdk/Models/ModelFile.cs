using System.Globalization;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>The facts about a model whose weights an engine has read.</summary>
/// <param name="Config">Sizes.</param>
/// <param name="Weights">Names and shapes of its tensors; the values too, if the engine needs them again.</param>
/// <param name="EncodersSha256">Identity of its encoders; null if unknown.</param>
/// <param name="Labels">Its labels.</param>
internal sealed record LoadedModel(MmaDferConfig Config, WeightStore Weights, string? EncodersSha256, IReadOnlyList<string> Labels)
{
    /// <summary>The number by which logits are divided before the softmax.</summary>
    public double Temperature { get; init; } = 1;

    public bool? IsTrained { get; init; }

    /// <summary>Path of the adapter; null for none.</summary>
    public string? AdapterPath { get; init; }
}

/// <summary>
/// An MMA-DFER model on disk, ready to be read: a file of ours, a bare safetensors file with the official names, or an
/// official <c>.pth</c> checkpoint; told apart by content. Every tensor that the network needs is there with the right
/// shape, and nothing else. Owns the file; reading is safe from several threads.
/// </summary>
internal sealed class ModelFile : IDisposable
{
    private ModelFile(WeightStore weights, MmaDferConfig config, IReadOnlyList<string> labels)
    {
        Weights = weights;
        Config = config;
        Labels = labels;
    }

    /// <summary>The tensors under their official names, without what a wrapper puts before them.</summary>
    public WeightStore Weights { get; }

    public MmaDferConfig Config { get; }

    /// <summary>The file's own labels, or those that belong to its number of classes; one for each class.</summary>
    public IReadOnlyList<string> Labels { get; }

    public IReadOnlyDictionary<string, string> Metadata => Weights.Metadata;

    /// <summary>Whether the weights were trained, if the file says so.</summary>
    public bool? IsTrained => Metadata.GetValueOrDefault(ModelMetadata.Trained) switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    /// <summary>What logits are to be divided by before the softmax; 1 unless the file says otherwise.</summary>
    public double Temperature { get; private init; } = 1;

    /// <summary>
    /// The identity of its encoders, which adapters are bound to: as the file states it, else computed, for about a second at
    /// full size.
    /// </summary>
    public string Identity(CancellationToken cancellationToken) =>
        (ModelMetadata.IsOurs(Weights) ? ModelMetadata.StatedIdentity(Weights) : null)
        ?? EncoderHash.Of(Weights, Config, cancellationToken: cancellationToken);

    /// <param name="path">The file.</param>
    /// <param name="heads">Attention heads of the encoders, where neither file nor published widths tell them.</param>
    /// <exception cref="ModelFileException">Missing, damaged, hostile, not MMA-DFER, incomplete, of a newer version.</exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape.</exception>
    public static ModelFile Open(string path, int? heads = null) => Open(WeightFile.Open(path), heads);

    /// <summary>
    /// From a stream at its present position; it must stay open until this is disposed, and is not disposed with it. To
    /// <paramref name="keep"/> it is to copy it to memory, so that it is not needed any more.
    /// </summary>
    /// <inheritdoc cref="Open(string, int?)"/>
    public static ModelFile Open(Stream stream, string origin, int? heads = null, bool keep = false) =>
        Open(WeightFile.Open(stream, origin, keep), heads);

    /// <summary>From a store, which is disposed with this, or at once if it is no model.</summary>
    /// <inheritdoc cref="Open(string, int?)"/>
    public static ModelFile Open(WeightStore weights, int? heads = null)
    {
        try
        {
            weights = OfficialNames.Of(weights);
            if (ModelMetadata.IsOurs(weights, ModelMetadata.AdapterFormat))
                throw new ModelFileException($"{weights.Origin}: this is an adapter, only a part of a model; give the model it was trained on, and this as its adapter.");
            bool ours = ModelMetadata.IsOurs(weights);
            if (heads is int count)
                {
                var metadata = new Dictionary<string, string>(weights.Metadata) { [ModelMetadata.Heads] = count.ToString(CultureInfo.InvariantCulture) };
                weights = WeightView.Renamed(weights, name => name, metadata);
            }
            OfficialNames.CheckWhole(weights, OfficialNames.OfNetwork);
            MmaDferConfig config = MmaDferConfig.FromWeights(weights);
            ModelCheck.Limits(weights, config);
            ModelCheck.Heads(weights, config);
            ModelCheck.Variant(weights, config);
            if (ours)
                ModelMetadata.CheckAgrees(weights, config);
            ModelCheck.Tensors(weights, config);
            IReadOnlyList<string>? labels = ours ? ModelMetadata.ReadLabels(weights, config.Classes) : null;
            return new ModelFile(weights, config, labels ?? EmotionLabels.OfClasses(config.Classes))
            {
                Temperature = ours ? ModelMetadata.ReadTemperature(weights) : 1,
            };
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>A network of these sizes with nothing but draws in it.</summary>
    public static ModelFile Untrained(MmaDferConfig config, IReadOnlyList<string> labels, ulong seed = 0) =>
        new(ModelInitializer.Untrained(config, seed), config, EmotionLabels.Check(labels, nameof(labels)));

    /// <summary>The facts about this model that are needed after an engine has read its weights.</summary>
    /// <param name="identity">Identity of the encoders; null if unknown.</param>
    /// <param name="withValues">Whether the values of the weights are needed again, so that this must stay open.</param>
    public LoadedModel Facts(string? identity, bool withValues) =>
        new(Config, withValues ? Weights : WeightView.WithoutValues(Weights), identity, Labels) { Temperature = Temperature, IsTrained = IsTrained };

    public void Dispose() => Weights.Dispose();
}
