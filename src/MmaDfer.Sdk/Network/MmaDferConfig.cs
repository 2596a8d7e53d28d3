using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>The sizes of an MMA-DFER network. The published one has the defaults; only its image size and classes vary.</summary>
internal sealed record MmaDferConfig
{
    /// <summary>Frames of a clip.</summary>
    public const int Frames = 16;

    /// <summary>Rows (10 ms each) and columns (mel bands) of the spectrogram.</summary>
    public const int AudioRows = 512, AudioBands = 128;

    /// <summary>Side of a square patch, in pixels or cells.</summary>
    public const int Patch = 16;

    /// <summary>Blocks of each encoder.</summary>
    public const int Depth = 12;

    /// <summary>How many of the prompts each update adds to.</summary>
    public const int PromptsPerUpdate = 3;

    /// <summary>Attention heads in a latent: of the fusion by cross attention, and of the temporal adapters.</summary>
    public const int LatentHeads = 2;

    /// <summary>Patches of the spectrogram.</summary>
    public const int AudioPatches = AudioRows / Patch * (AudioBands / Patch);

    /// <summary>Side of a frame in pixels; a multiple of <see cref="Patch"/>.</summary>
    public int ImageSize { get; init; } = 160;

    /// <summary>Emotions.</summary>
    public int Classes { get; init; } = 7;

    /// <summary>Width of the encoders.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Attention heads of the encoders.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Hidden width of the encoders' feed-forward part.</summary>
    public int MlpWidth { get; init; } = 3072;

    /// <summary>Which of the paper's variants it is.</summary>
    public NetworkVariant Variant { get; init; } = new();

    /// <summary>Width of the fusion's latent, if it has one.</summary>
    public int Latent { get; init; } = 128;

    /// <summary>Width of the joint features, and of the temporal transformer.</summary>
    public int TemporalWidth { get; init; } = 512;

    /// <summary>Attention heads of the temporal transformer.</summary>
    public int TemporalHeads { get; init; } = 8;

    /// <summary>Width of all heads of the temporal transformer together.</summary>
    public int TemporalInner { get; init; } = 512;

    /// <summary>Hidden width of the temporal transformer's feed-forward part.</summary>
    public int TemporalMlp { get; init; } = 1024;

    /// <summary>Learnable prompts at the end of the tokens.</summary>
    public int Prompts => PromptsPerUpdate * Variant.PromptUpdates;

    /// <summary>Blocks from one prompt update to the next.</summary>
    public int BlocksPerUpdate => Depth / Variant.PromptUpdates;

    /// <summary>Patches of one frame.</summary>
    public int ImagePatches => ImageSize / Patch * (ImageSize / Patch);

    /// <summary>Tokens of one frame, and of the spectrogram: [CLS], patches, prompts.</summary>
    public int ImageTokens => 1 + ImagePatches + Prompts;

    /// <inheritdoc cref="ImageTokens"/>
    public int AudioTokens => 1 + AudioPatches + Prompts;

    /// <summary>
    /// Derives variant and sizes from the names and shapes of a checkpoint. Heads do not show in shapes: they are 64 wide, as published
    /// (16 in reduced models whose width is not a multiple of 64), unless the metadata <c>heads</c>, <c>temporal_heads</c> say otherwise.
    /// Sizes of parts that the variant lacks are 0.
    /// </summary>
    /// <exception cref="ModelFileException">A tensor that sizes are read from is missing.</exception>
    /// <exception cref="ShapeMismatchException">Its shape is not possible.</exception>
    public static MmaDferConfig FromWeights(WeightStore weights) => new ConfigReader(weights).Read();
}
