using MmaDfer.Sdk.Tensors;
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

    /// <summary>
    /// Whether each frame is standardised before its patches are taken: its values minus their mean, divided by their deviation. Not in the
    /// published network; in small ones trained from scratch, which otherwise learn light and skin before faces.
    /// </summary>
    public bool StandardizesFrames { get; init; }

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
    /// (16 in reduced models whose width is not a multiple of 64), unless the metadata <c>heads</c>, <c>temporal_heads</c> say otherwise; only
    /// the metadata <c>frames</c> tells whether frames are standardised.
    /// Sizes of parts that the variant lacks are 0.
    /// </summary>
    /// <exception cref="ModelFileException">A tensor that sizes are read from is missing.</exception>
    /// <exception cref="ShapeMismatchException">Its shape is not possible.</exception>
    public static MmaDferConfig FromWeights(WeightStore weights) => new ConfigReader(weights).Read();

    /// <summary>The number of heads of a width that does not state it.</summary>
    public static int HeadsOf(int width) => Math.Max(1, width / (width % 64 == 0 ? 64 : 16));
}

/// <summary>Derives variant and sizes of a network from the names and shapes of its tensors: see <see cref="MmaDferConfig.FromWeights"/>.</summary>
internal sealed class ConfigReader(WeightStore weights)
{
    /// <summary>The metadata of networks that standardise frames, and its only value.</summary>
    public const string Frames = "frames", Standardized = "standardized";

    private const string TemporalLayer = "temporal_net.temporal_transformer.layers.0";

    public MmaDferConfig Read()
    {
        Shape position = Find("image_encoder.pos_embed", 3);
        int joint = Find("vision_proj.weight", 2)[0];
        NetworkVariant variant = Variant();
        int latent = variant.HasLatent ? Find("image_encoder.temporal_pre.0.weight", 2)[0] : 0;
        int inner = variant.FinalTransformer ? Find($"{TemporalLayer}.0.fn.fn.to_q.weight", 2)[0] : 0;
        return new MmaDferConfig
        {
            Variant = variant,
            ImageSize = Side(position, variant) * MmaDferConfig.Patch,
            Classes = Find("our_classifier.weight", 2)[0],
            StandardizesFrames = StandardizesFrames(),
            Width = position[2],
            Heads = Heads("heads", position[2]),
            MlpWidth = Find("image_encoder.blocks.0.mlp.fc1.weight", 2)[0],
            Latent = latent,
            TemporalWidth = joint,
            TemporalHeads = inner == 0 ? 0 : Heads("temporal_heads", inner),
            TemporalInner = inner,
            TemporalMlp = inner == 0 ? 0 : Find($"{TemporalLayer}.1.fn.fn.net.0.weight", 2)[0],
        };
    }

    private NetworkVariant Variant() => new()
    {
        Fusion = Fusion(),
        PromptUpdates = PromptUpdates(),
        TemporalAdapterWidth = Has("image_encoder.temporal_adapter.") ? Find("image_encoder.temporal_adapter.0.down.weight", 2)[0] : 0,
        FinalTransformer = Has("temporal_net."),
    };

    private FusionKind Fusion()
    {
        if (!Has("image_encoder.temporal_pre."))
            return Has("image_encoder.all_gate.") ? FusionKind.Add : FusionKind.None;
        if (!Has("image_encoder.cross_att."))
            return FusionKind.Bottleneck;
        // A sum is as wide as the latent, a concatenation is wider.
        int latent = Find("image_encoder.temporal_pre.0.weight", 2)[0], mixed = Find("image_encoder.temporal_att_post.0.0.weight", 2)[1];
        return mixed > latent ? FusionKind.MultConcat : FusionKind.Mult;
    }

    private int PromptUpdates()
    {
        const int each = MmaDferConfig.PromptsPerUpdate;
        const string name = "image_encoder.learnable_prompts_init";
        if (!Has("image_encoder.learnable_prompts_"))
            return 0;
        Shape prompts = Find(name, 2);
        return prompts[0] % each == 0
            ? prompts[0] / each
            : throw new ShapeMismatchException(
                $"{weights.Origin}: '{name}' has shape {prompts}; its first size must be {each} for each update of the prompts.");
    }

    private int Side(Shape position, NetworkVariant variant)
    {
        int others = 1 + MmaDferConfig.PromptsPerUpdate * variant.PromptUpdates, patches = position[1] - others;
        int side = (int)Math.Round(Math.Sqrt(Math.Max(patches, 0)));
        return side > 0 && side * side == patches
            ? side
            : throw new ShapeMismatchException(
                $"{weights.Origin}: 'image_encoder.pos_embed' has shape {position}; its second size must be {others} plus the square of a number of patches ({others + 49}, {others + 100}, {others + 196} for 112, 160, 224 pixels).");
    }

    private bool StandardizesFrames()
    {
        string? text = weights.Metadata.GetValueOrDefault(Frames);
        return text is null or Standardized
            ? text is not null
            : throw new ModelFileException($"{weights.Origin}: the metadata '{Frames}' is '{Printable.Text(text)}'; it must be '{Standardized}', or missing.");
    }

    private int Heads(string key, int width)
    {
        if (!weights.Metadata.TryGetValue(key, out string? text))
            return MmaDferConfig.HeadsOf(width);
        if (int.TryParse(text, out int heads) && heads > 0 && width % heads == 0)
            return heads;
        throw new ModelFileException(
            $"{weights.Origin}: the metadata '{key}' is '{text}'; it must be a whole number that divides the width {width}.");
    }

    /// <summary>Whether any tensor's name has this prefix: a single missing tensor must not change the variant.</summary>
    private bool Has(string prefix) => weights.Tensors.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    private Shape Find(string name, int rank)
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
