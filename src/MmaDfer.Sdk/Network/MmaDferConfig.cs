using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>The sizes of an MMA-DFER network. The published one has the defaults; only image size and classes vary.</summary>
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

    /// <summary>Learnable prompts at the end of the tokens, and how many of them each update adds to.</summary>
    public const int Prompts = 6, PromptsPerUpdate = 3;

    /// <summary>Blocks from one prompt update to the next.</summary>
    public const int BlocksPerUpdate = Depth / (Prompts / PromptsPerUpdate);

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

    /// <summary>Width of the fusion bottleneck.</summary>
    public int Latent { get; init; } = 128;

    /// <summary>Width of the temporal transformer.</summary>
    public int TemporalWidth { get; init; } = 512;

    /// <summary>Attention heads of the temporal transformer.</summary>
    public int TemporalHeads { get; init; } = 8;

    /// <summary>Width of all heads of the temporal transformer together.</summary>
    public int TemporalInner { get; init; } = 512;

    /// <summary>Hidden width of the temporal transformer's feed-forward part.</summary>
    public int TemporalMlp { get; init; } = 1024;

    /// <summary>Patches of one frame.</summary>
    public int ImagePatches => ImageSize / Patch * (ImageSize / Patch);

    /// <summary>Tokens of one frame, and of the spectrogram: [CLS], patches, prompts.</summary>
    public int ImageTokens => 1 + ImagePatches + Prompts;

    /// <inheritdoc cref="ImageTokens"/>
    public static int AudioTokens => 1 + AudioPatches + Prompts;

    /// <summary>
    /// Reads the sizes off the shapes of a checkpoint. Heads leave no trace in shapes: they are 64 wide, as published
    /// (16 in reduced models whose width is no multiple of 64), unless the metadata <c>heads</c>, <c>temporal_heads</c> say otherwise.
    /// </summary>
    /// <exception cref="ModelFileException">A tensor that sizes are read from is missing.</exception>
    /// <exception cref="ShapeMismatchException">Its shape makes no sense.</exception>
    public static MmaDferConfig FromWeights(WeightStore weights)
    {
        Shape position = Find(weights, "image_encoder.pos_embed", 3);
        Shape inner = Find(weights, "temporal_net.temporal_transformer.layers.0.0.fn.fn.to_q.weight", 2);
        int patches = position[1] - 1 - Prompts;
        int side = (int)Math.Round(Math.Sqrt(Math.Max(patches, 0)));
        if (side == 0 || side * side != patches)
            throw new ShapeMismatchException(
                $"{weights.Origin}: 'image_encoder.pos_embed' has shape {position}; its second size must be 7 plus the square of a number of patches (56, 107, 203 for 112, 160, 224 pixels).");
        return new MmaDferConfig
        {
            ImageSize = side * Patch,
            Classes = Find(weights, "our_classifier.weight", 2)[0],
            Width = position[2],
            Heads = HeadsOf(weights, "heads", position[2]),
            MlpWidth = Find(weights, "image_encoder.blocks.0.mlp.fc1.weight", 2)[0],
            Latent = Find(weights, "image_encoder.temporal_pre.0.weight", 2)[0],
            TemporalWidth = inner[1],
            TemporalHeads = HeadsOf(weights, "temporal_heads", inner[0]),
            TemporalInner = inner[0],
            TemporalMlp = Find(weights, "temporal_net.temporal_transformer.layers.0.1.fn.fn.net.0.weight", 2)[0],
        };
    }

    private static int HeadsOf(WeightStore weights, string key, int width)
    {
        if (!weights.Metadata.TryGetValue(key, out string? text))
            return Math.Max(1, width / (width % 64 == 0 ? 64 : 16));
        if (int.TryParse(text, out int heads) && heads > 0 && width % heads == 0)
            return heads;
        throw new ModelFileException(
            $"{weights.Origin}: the metadata '{key}' is '{text}'; it must be a whole number that divides the width {width}.");
    }

    private static Shape Find(WeightStore weights, string name, int rank)
    {
        if (!weights.Tensors.TryGetValue(name, out TensorInfo? tensor))
            throw new ModelFileException(
                $"{weights.Origin}: not an MMA-DFER model: the tensor '{name}' is missing (a checkpoint of the official training script, or a file made by 'mmadfer convert', has it).");
        if (tensor.Shape.Rank != rank || tensor.Shape.Count == 0)
            throw new ShapeMismatchException(
                $"{weights.Origin}: the tensor '{name}' has shape {tensor.Shape}; {rank} dimensions, none of them 0, are needed.");
        return tensor.Shape;
    }
}
