using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// Options of <see cref="ModelInitializer"/>: of a model of the published size that starts from pretrained encoders, and of a small
/// network that is trained from scratch (about three million parameters by default).
/// </summary>
public sealed record ModelInitOptions
{
    /// <summary>The default image size, latent width and encoder width of a small network, and those of the published one.</summary>
    internal const int SmallImageSize = 64, SmallLatent = 32, SmallWidth = 96, PublishedImageSize = 160, PublishedLatent = 128;

    /// <summary>
    /// Width and height of the frames in pixels: a multiple of 16 between 16 and 1024. Null for 160, or 64 in a small network; published
    /// models have 112, 160 or 224.
    /// </summary>
    public int? ImageSize { get; init; }

    /// <summary>The labels in the order of the model's outputs, one for each class.</summary>
    public IReadOnlyList<string> Labels { get; init; } = EmotionLabels.Dfew;

    /// <summary>The variant of the network; the published one by default.</summary>
    public NetworkVariant Variant { get; init; } = new();

    /// <summary>
    /// Width of the latent of the fusion, if the fusion has one; must be even for cross attention. Null for 128, or 32 in a small
    /// network; the paper has 64, 128, 256 and 512.
    /// </summary>
    public int? Latent { get; init; }

    /// <summary>Seed of all random numbers: the same seed gives the same file on every machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// The number format to store: <see cref="Precision.Float32"/>, the better start for fine-tuning and the only format of small networks,
    /// or <see cref="Precision.Float16"/>.
    /// </summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// Width of the encoders of a small network, a multiple of 16; null for 96 (the published width is 768). Attention heads are 64
    /// wide, or 16 where the width is not a multiple of 64. Pretrained encoders have their own width.
    /// </summary>
    public int? Width { get; init; }

    /// <summary>Hidden width of the feed-forward layers in the encoders of a small network; null for four times the width.</summary>
    public int? MlpWidth { get; init; }

    /// <summary>Width of the temporal transformer of a small network, a multiple of 16; null for the width of the encoders.</summary>
    public int? TemporalWidth { get; init; }

    /// <summary>
    /// Whether a small network standardises each frame: its values minus their mean, divided by their deviation. It then learns faces before
    /// light and skin, but cannot tell a dark picture from a bright one.
    /// </summary>
    public bool StandardizesFrames { get; init; }

    /// <summary>
    /// Whether a small network is for faces that are aligned by eyes and mouth: streams then cut them so
    /// (<see cref="EmotionRecognizer.AlignsFaces"/>), and so must be the clips that it is trained with.
    /// </summary>
    public bool AlignsFaces { get; init; }

    /// <summary>
    /// How the frames were scaled that the face encoder learned; null for what a file beside the checkpoint states, or else a guess by its
    /// tensors, which is one of <see cref="ModelInfo.Remarks"/>.
    /// </summary>
    public EncoderScaling? FaceScaling { get; init; }

    /// <summary>The licence to state in the file, as text; null for those that the files beside the checkpoints state, if any does.</summary>
    public string? License { get; init; }
}
