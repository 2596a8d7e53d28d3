using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// Sizes of a small network of the same architecture (12 blocks, 16 frames, 5.12 s of sound), to be trained from scratch. The
/// defaults give about three million parameters.
/// </summary>
public sealed record SmallModelOptions
{
    /// <summary>Side of the frames in pixels, a multiple of 16 from 16 to 1024.</summary>
    public int ImageSize { get; init; } = 64;

    /// <summary>Names of the classes in the order of the model's outputs; their number is the number of classes.</summary>
    public IReadOnlyList<string> Labels { get; init; } = EmotionLabels.Dfew;

    /// <summary>Width of the encoders, a multiple of 16; the published one is 768. Heads are 64 wide, or 16 where it is no multiple of 64.</summary>
    public int Width { get; init; } = 96;

    /// <summary>Hidden width of the encoders' feed-forward part; null for four times the width.</summary>
    public int? MlpWidth { get; init; }

    /// <summary>Which of the paper's variants to make; the published model by default.</summary>
    public NetworkVariant Variant { get; init; } = new();

    /// <summary>Width of the fusion's latent, for a fusion that has one; the published one is 128. Even for cross attention.</summary>
    public int Latent { get; init; } = 32;

    /// <summary>Width of the temporal transformer, a multiple of 16; null for that of the encoders.</summary>
    public int? TemporalWidth { get; init; }

    /// <summary>Start of all random draws: the same seed gives the same file on every machine.</summary>
    public ulong Seed { get; init; } = 1;
}
