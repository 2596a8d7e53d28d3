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
            weights = OfficialNames.Of(weights);
            if (ModelMetadata.IsOurs(weights, ModelMetadata.AdapterFormat))
                throw new ModelFileException($"{weights.Origin}: this is an adapter, which is only a part of a model; load the model on which it was trained, with this as its adapter.");
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

    /// <summary>A network of these sizes with random weights.</summary>
    public static ModelFile Untrained(MmaDferConfig config, IReadOnlyList<string> labels, ulong seed = 0) =>
        new(new DrawnWeights(config, seed), config, EmotionLabels.Check(labels, nameof(labels)));

    /// <summary>The facts about this model that are needed after an engine has read its weights.</summary>
    /// <param name="identity">Identity of the encoders; null if unknown.</param>
    /// <param name="withValues">Whether the values of the weights are needed again, so that this must stay open.</param>
    public LoadedModel Facts(string? identity, bool withValues) =>
        new(Config, withValues ? Weights : WeightView.WithoutValues(Weights), identity, Labels) { Temperature = Temperature, IsTrained = IsTrained };

    public void Dispose() => Weights.Dispose();
}

/// <summary>Checks that a network is possible, and that a file has the tensors it needs.</summary>
internal static class ModelCheck
{
    /// <summary>The maximum of every size in the network; far more than any model of this kind has.</summary>
    public const int MaxSize = 1 << 16;

    /// <summary>Checks the sizes read from the shapes, before anything is computed from them.</summary>
    /// <exception cref="ModelFileException">A size is out of range.</exception>
    public static void Limits(WeightStore weights, MmaDferConfig config)
    {
        bool latent = config.Variant.HasLatent, final = config.Variant.FinalTransformer;
        foreach ((string name, int size, bool exists) in (ReadOnlySpan<(string, int, bool)>)[
            ("image size", config.ImageSize, true), ("classes", config.Classes, true), ("width", config.Width, true),
            ("MLP width", config.MlpWidth, true), ("latent width", config.Latent, latent), ("temporal width", config.TemporalWidth, true),
            ("temporal heads' width", config.TemporalInner, final), ("temporal MLP width", config.TemporalMlp, final)])
        {
            if (exists && size is < 1 or > MaxSize)
                throw new ModelFileException($"{weights.Origin}: the {name} is {size} by the shapes of the tensors; it must be between 1 and {MaxSize}.");
        }
    }

    /// <summary>Checks that all attention heads are equally wide.</summary>
    /// <exception cref="ModelFileException">A width is not divisible by its number of heads.</exception>
    public static void Heads(WeightStore weights, MmaDferConfig config)
    {
        CheckDivisible(weights, "width", config.Width, "heads", config.Heads);
        if (config.Variant.FinalTransformer)
            CheckDivisible(weights, "temporal heads' width", config.TemporalInner, "temporal heads", config.TemporalHeads);
    }

    /// <summary>Checks the variant of a file.</summary>
    /// <exception cref="ModelFileException">The variant is not possible.</exception>
    public static void Variant(WeightStore weights, MmaDferConfig config)
    {
        if (VariantFault(config) is { } fault)
            throw new ModelFileException($"{weights.Origin}: {fault}.");
    }

    /// <summary>The reason why a variant of the network is not possible, as a clause; null if it is possible.</summary>
    public static string? VariantFault(MmaDferConfig config)
    {
        NetworkVariant variant = config.Variant;
        if (!Enum.IsDefined(variant.Fusion))
            return $"there is no fusion {(int)variant.Fusion}; it must be one of {string.Join(", ", Enum.GetNames<FusionKind>())}";
        if (!IsPromptUpdateCount(variant.PromptUpdates))
            return $"{variant.PromptUpdates} prompt updates are not possible; the number must be 0 or divide the {MmaDferConfig.Depth} blocks (1, 2, 3, 4, 6, 12)";
        if (variant.HasCrossAttention && HeadsFault("latent width", config.Latent) is { } latentFault)
            return latentFault;
        if (variant.TemporalAdapterWidth != 0)
            return HeadsFault("width of the temporal adapters", variant.TemporalAdapterWidth);
        return variant.FinalTransformer
            ? null
            : "it has neither temporal adapters nor the final transformer; one of them is needed to tell the order of the frames";
    }

    /// <summary>Whether a network can have this number of prompt updates.</summary>
    public static bool IsPromptUpdateCount(int count) => count == 0 || count > 0 && MmaDferConfig.Depth % count == 0;

    /// <summary>
    /// Checks that every tensor the network uses is there with the right shape, and no unknown one. The error names the first
    /// fault and counts the others. Tensors of official checkpoints that the network does not use may be missing and have any shape.
    /// </summary>
    /// <exception cref="ModelFileException">A tensor is missing, unknown or of a wrong type.</exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape.</exception>
    public static void Tensors(WeightStore weights, MmaDferConfig config)
    {
        int faults = 0;
        MmaDferException? first = null;
        var known = new HashSet<string>();
        foreach (NetworkTensor needed in NetworkTensors.Of(config))
        {
            known.Add(needed.Name);
            if (!needed.Used || Fault(weights, needed) is not { } fault)
                continue;
            first ??= fault;
            faults++;
        }
        foreach (string name in weights.Tensors.Keys.Where(n => !known.Contains(n)).Order(StringComparer.Ordinal))
        {
            first ??= new ModelFileException($"{weights.Origin}: the tensor '{Printable.Text(name)}' is not part of MMA-DFER; a checkpoint of this network alone is needed");
            faults++;
        }
        if (first is null)
            return;
        string message = $"{first.Message}{(faults > 1 ? $" ({faults} tensors are missing, misshaped or unknown)" : "")}.";
        throw first is ShapeMismatchException ? new ShapeMismatchException(message) : new ModelFileException(message);
    }

    /// <summary>The error for a tensor of the network that holds integers, as in a quantised model; null if it holds floats.</summary>
    public static ModelFileException? TypeFault(WeightStore weights, TensorInfo tensor) => TensorTypes.IsFloat(tensor.Type)
        ? null
        : new ModelFileException($"{weights.Origin}: the tensor '{tensor.Name}' holds integers ({TensorTypes.Name(tensor.Type)}), as in a quantised model, which is not supported; the model before quantisation, in float32 or float16, is needed");

    private static MmaDferException? Fault(WeightStore weights, NetworkTensor needed)
    {
        if (!weights.Tensors.TryGetValue(needed.Name, out TensorInfo? found))
            return new ModelFileException($"{weights.Origin}: the tensor '{needed.Name}' of shape {needed.Shape} is missing");
        if (found.Shape != needed.Shape)
            return new ShapeMismatchException($"{weights.Origin}: the tensor '{needed.Name}' has shape {found.Shape}; {needed.Shape} is needed");
        return TypeFault(weights, found);
    }

    private static void CheckDivisible(WeightStore weights, string what, int width, string part, int count)
    {
        if (count < 1 || width % count != 0)
            throw new ModelFileException($"{weights.Origin}: the {what} {width} is not divisible by {count} {part}; state the right number of heads when converting.");
    }

    private static string? HeadsFault(string what, int width)
    {
        const int heads = MmaDferConfig.LatentHeads;
        return width < heads || width > MaxSize || width % heads != 0
            ? $"the {what} {width} is not possible; it must be a multiple of its {heads} attention heads between {heads} and {MaxSize}"
            : null;
    }
}
