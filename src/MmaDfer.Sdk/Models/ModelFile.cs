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

    /// <summary>Samples per second of the audio that it learned; null if it names none.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Whether it learned faces that are aligned by eyes and mouth.</summary>
    public bool AlignsFaces { get; init; }

    /// <summary>The confidence from which a prediction counts as sure; null if it names none.</summary>
    public float? SureFrom { get; init; }

    public bool? IsTrained { get; init; }

    /// <summary>Path of the adapter; null for none.</summary>
    public string? AdapterPath { get; init; }
}

/// <summary>
/// An open MMA-DFER model: a model file of this SDK, another safetensors file with the official names, or an official <c>.pth</c>
/// checkpoint; the contents determine the format. It has every tensor that the network needs, with the right shape, and no unknown
/// ones. Owns the file; reading is safe from several threads.
/// </summary>
internal sealed class ModelFile : IDisposable
{
    private ModelFile(WeightStore weights, MmaDferConfig config, IReadOnlyList<string> labels)
    {
        Weights = weights;
        Config = config;
        Labels = labels;
    }

    /// <summary>The tensors under their official names, without the prefixes of wrappers.</summary>
    public WeightStore Weights { get; }

    public MmaDferConfig Config { get; }

    /// <summary>The labels of the file, or those that belong to its number of classes; one for each class.</summary>
    public IReadOnlyList<string> Labels { get; }

    public IReadOnlyDictionary<string, string> Metadata => Weights.Metadata;

    /// <summary>Whether the weights were trained; null if the file does not say.</summary>
    public bool? IsTrained => Metadata.GetValueOrDefault(ModelMetadata.Trained) switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    /// <summary>The number by which logits are divided before the softmax; 1 unless the file says otherwise.</summary>
    public double Temperature { get; private init; } = 1;

    /// <summary>Samples per second of the audio that it learned; null if the file names none.</summary>
    public int? SampleRate { get; private init; }

    /// <summary>Whether it learned faces that are aligned by eyes and mouth.</summary>
    public bool AlignsFaces { get; private init; }

    /// <summary>The confidence from which a prediction counts as sure; null if the file names none.</summary>
    public float? SureFrom { get; private init; }

    /// <summary>
    /// The identity of the encoders, which an adapter must match: as the file states it, or computed, which takes about a second at
    /// full size.
    /// </summary>
    public string Identity(CancellationToken cancellationToken) =>
        (ModelMetadata.IsOurs(Weights) ? ModelMetadata.StatedIdentity(Weights) : null)
        ?? EncoderHash.Of(Weights, Config, cancellationToken: cancellationToken);

    /// <param name="path">The file.</param>
    /// <param name="heads">Number of attention heads of the encoders; null to determine it from the file or the width.</param>
    /// <exception cref="ModelFileException">The file is missing, damaged, hostile, incomplete, of a newer version, or not MMA-DFER.</exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape.</exception>
    public static ModelFile Open(string path, int? heads = null) => Open(WeightFile.Open(path), heads);

    /// <summary>
    /// Opens a model in a stream at its present position. The stream must stay open until this is disposed, and is not disposed with it.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="origin">Its name in errors.</param>
    /// <param name="heads">Number of attention heads of the encoders; null to determine it from the file or the width.</param>
    /// <param name="keep">Whether to copy the stream to memory, so that it is not needed any more.</param>
    /// <inheritdoc cref="Open(string, int?)"/>
    public static ModelFile Open(Stream stream, string origin, int? heads = null, bool keep = false) =>
        Open(WeightFile.Open(stream, origin, keep), heads);

    /// <summary>Opens a model in a store, which is disposed with it, or at once if it is not a model.</summary>
    /// <inheritdoc cref="Open(string, int?)"/>
    public static ModelFile Open(WeightStore weights, int? heads = null)
    {
        try
        {
            weights = ByteWeights.Of(OfficialNames.Of(weights));
            if (ModelMetadata.IsOurs(weights, ModelMetadata.AdapterFormat))
                throw new ModelFileException($"{weights.Origin}: this is an adapter, which is only a part of a model; load the model on which it was trained, with this as its adapter.");
            bool ours = ModelMetadata.IsOurs(weights);
            if (ByteWeights.Holds(weights) && ModelMetadata.StatedIdentity(weights) is null)
                throw new ModelFileException($"{weights.Origin}: a model in 8 bit must state the identity of its original encoders ('{ModelMetadata.EncodersSha256}'); convert the original again.");
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
                SampleRate = ours ? ModelMetadata.ReadSampleRate(weights) : null,
                AlignsFaces = ours && ModelMetadata.ReadAligned(weights),
                SureFrom = ours ? ModelMetadata.ReadSureFrom(weights) : null,
            };
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>A network of these sizes with random weights.</summary>
    public static ModelFile Untrained(MmaDferConfig config, IReadOnlyList<string> labels, ulong seed = 0) =>
        new(new DrawnWeights(config, seed), config, EmotionLabels.Check(labels, nameof(labels)));

    /// <summary>The facts about this model that are needed after an engine has read its weights.</summary>
    /// <param name="identity">Identity of the encoders; null if unknown.</param>
    /// <param name="withValues">Whether the values of the weights are needed again, so that this must stay open.</param>
    public LoadedModel Facts(string? identity, bool withValues) =>
        new(Config, withValues ? Weights : WeightView.WithoutValues(Weights), identity, Labels) { Temperature = Temperature, SampleRate = SampleRate, AlignsFaces = AlignsFaces, SureFrom = SureFrom, IsTrained = IsTrained };

    public void Dispose() => Weights.Dispose();
}
