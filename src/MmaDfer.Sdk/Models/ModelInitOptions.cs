using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Models;

/// <summary>How <see cref="ModelInitializer"/> makes a model.</summary>
public sealed record ModelInitOptions
{
    /// <summary>Side of the frames in pixels, a multiple of 16 from 16 to 1024; published models have 112, 160 and 224.</summary>
    public int ImageSize { get; init; } = 160;

    /// <summary>Names of the classes in the order of the model's outputs; their number is the number of classes.</summary>
    public IReadOnlyList<string> Labels { get; init; } = EmotionLabels.Dfew;

    /// <summary>Which of the paper's variants to make; the published model by default.</summary>
    public NetworkVariant Variant { get; init; } = new();

    /// <summary>
    /// Width of the fusion's latent, for a fusion that has one; the paper has 64, 128, 256 and 512. Even for cross attention.
    /// </summary>
    public int Latent { get; init; } = 128;

    /// <summary>Start of all random draws: the same seed gives the same file on every machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Number format to store: <see cref="Precision.Float32"/>, which is better for fine-tuning, or <see cref="Precision.Float16"/>.
    /// </summary>
    public Precision Precision { get; init; }
}
