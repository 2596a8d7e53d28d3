using System.Collections.Immutable;
using System.Globalization;
using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Models;

/// <summary>How variants of the network are written in files and on the command line.</summary>
internal static class VariantText
{
    /// <summary>The keys of <see cref="Metadata"/>.</summary>
    public const string Fusion = "fusion", PromptUpdates = "prompt_updates", Temporal = "temporal", TemporalAdapterWidth = "temporal_adapter_width";

    /// <summary>Every fusion and its name.</summary>
    public static IReadOnlyList<(string Name, FusionKind Kind)> Fusions { get; } = ImmutableArray.Create(
        ("none", FusionKind.None), ("add", FusionKind.Add), ("mult", FusionKind.Mult), ("mult-concat", FusionKind.MultConcat),
        ("bottleneck", FusionKind.Bottleneck));

    public static string Of(FusionKind fusion) => Fusions.First(f => f.Kind == fusion).Name;

    /// <summary>The temporal part: "final", "adapters" or "both".</summary>
    public static string TemporalOf(NetworkVariant variant) =>
        !variant.HasTemporalAdapters ? "final" : variant.FinalTransformer ? "both" : "adapters";

    /// <summary>What the header of a file says of its variant.</summary>
    public static IReadOnlyDictionary<string, string> Metadata(NetworkVariant variant) => new Dictionary<string, string>
    {
        [Fusion] = Of(variant.Fusion),
        [PromptUpdates] = variant.PromptUpdates.ToString(CultureInfo.InvariantCulture),
        [Temporal] = TemporalOf(variant),
        [TemporalAdapterWidth] = variant.TemporalAdapterWidth.ToString(CultureInfo.InvariantCulture),
    };
}
