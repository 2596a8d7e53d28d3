using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Models;

/// <summary>Whether a variant of the network can be.</summary>
internal static class VariantCheck
{
    /// <param name="where">What an error names: the file that it is read from or to be written to.</param>
    /// <param name="config">Variant and sizes.</param>
    /// <exception cref="ModelFileException">It cannot.</exception>
    public static void Check(string where, MmaDferConfig config)
    {
        NetworkVariant variant = config.Variant;
        if (!Enum.IsDefined(variant.Fusion))
            throw new ModelFileException($"{where}: there is no fusion {(int)variant.Fusion}; {string.Join(", ", Enum.GetNames<FusionKind>())} exist.");
        if (!IsUpdates(variant.PromptUpdates))
            throw new ModelFileException($"{where}: {variant.PromptUpdates} prompt updates are not possible; 0 or a number that divides the {MmaDferConfig.Depth} blocks (1, 2, 3, 4, 6, 12) is needed.");
        if (variant.HasCrossAttention)
            Heads(where, "latent width", config.Latent);
        if (variant.TemporalAdapterWidth != 0)
            Heads(where, "width of the temporal adapters", variant.TemporalAdapterWidth);
        else if (!variant.FinalTransformer)
            throw new ModelFileException($"{where}: neither temporal adapters nor the final transformer; without one of them the network has no sense of time.");
    }

    /// <summary>Whether prompts can be updated so often.</summary>
    public static bool IsUpdates(int updates) => updates == 0 || updates > 0 && MmaDferConfig.Depth % updates == 0;

    private static void Heads(string where, string what, int width)
    {
        const int heads = MmaDferConfig.LatentHeads;
        if (width < heads || width > ModelCheck.MaxSize || width % heads != 0)
            throw new ModelFileException($"{where}: the {what} {width} is not possible; a multiple of its {heads} attention heads from {heads} to {ModelCheck.MaxSize} is needed.");
    }
}
