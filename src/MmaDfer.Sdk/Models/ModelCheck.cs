using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

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
