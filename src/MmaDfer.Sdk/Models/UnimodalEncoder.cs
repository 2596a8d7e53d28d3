using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// A pretrained encoder of one modality (MAE-Face, AudioMAE): a ViT with 12 blocks whose tensors have the names of the network's
/// encoders without their prefix. Decoder and mask tensors are ignored.
/// </summary>
internal sealed class UnimodalEncoder
{
    private const string Position = "pos_embed", Patches = "patch_embed.proj.weight", FeedForward = "blocks.0.mlp.fc1.weight";

    private const int MaxPatches = 1 << 14;

    private readonly string _what;

    private UnimodalEncoder(WeightStore weights, string what)
    {
        Weights = weights;
        _what = what;
    }

    public WeightStore Weights { get; }

    public int Width => Find(Position, 3)[2];

    public int MlpWidth => Find(FeedForward, 2)[0];

    /// <summary>Number of patches in the position embedding.</summary>
    public int PatchCount => Find(Position, 3)[1] - 1;

    /// <param name="weights">The checkpoint, which the caller keeps.</param>
    /// <param name="what">The name of the expected encoder in errors.</param>
    /// <exception cref="ModelFileException">Its names are those of another encoder: see <see cref="EncoderNames"/>.</exception>
    public static UnimodalEncoder Of(WeightStore weights, string what)
    {
        EncoderNames.Check(weights, what);
        return new UnimodalEncoder(weights, what);
    }

    public static bool Matches(WeightStore weights) =>
        weights.Tensors.ContainsKey(Position) && weights.Tensors.ContainsKey(Patches) && weights.Tensors.ContainsKey(FeedForward);

    /// <summary>Checks that the position embedding is as wide as the encoder and not too large.</summary>
    public void CheckPositions(int width)
    {
        Shape shape = Find(Position, 3);
        if (shape[0] != 1 || shape[1] - 1 > MaxPatches || shape[2] != width)
            throw new ShapeMismatchException($"{Weights.Origin}: '{Position}' has shape {shape}; [1, 1 + patches, {width}] with at most {MaxPatches} patches is needed.");
    }

    /// <summary>The tensor that becomes <paramref name="needed"/>, without its encoder's prefix.</summary>
    public TensorInfo Find(string name, NetworkTensor needed)
    {
        Shape shape = Find(name, needed.Shape.Rank);
        if (shape != needed.Shape)
            throw new ShapeMismatchException($"{Weights.Origin}: the tensor '{name}' has shape {shape}; {needed.Shape} is needed for '{needed.Name}'.");
        TensorInfo tensor = Weights.Tensors[name];
        return ModelCheck.TypeFault(Weights, tensor) is { } fault ? throw new ModelFileException($"{fault.Message}.") : tensor;
    }

    /// <summary>[CLS] and patches of the position embedding, the patches resized to another grid: [1 + rows * columns, width].</summary>
    public float[] ResizePositions(int rows, int columns, int newRows, int newColumns)
    {
        int width = Width;
        float[] positions = Weights.ReadAll(Weights.Tensors[Position]);
        float[] grid = PositionGrid.Resize(positions.AsSpan(width), rows, columns, newRows, newColumns, width);
        return [.. positions.AsSpan(0, width), .. grid];
    }

    private Shape Find(string name, int rank)
    {
        if (!Weights.Tensors.TryGetValue(name, out TensorInfo? tensor))
            throw new ModelFileException($"{Weights.Origin}: the tensor '{name}' is missing; a {_what} checkpoint (ViT-B, 'model' key) is needed.");
        if (tensor.Shape.Rank != rank || tensor.Shape.Count == 0)
            throw new ShapeMismatchException($"{Weights.Origin}: the tensor '{name}' has shape {tensor.Shape}; {rank} dimensions, none of them 0, are needed.");
        return tensor.Shape;
    }
}

/// <summary>
/// Checks by the names of its tensors that a pretrained encoder is the plain ViT of the network: it must not use other names, and must not
/// have further tensors that take part in the computation, because without them it would compute something else.
/// </summary>
internal static class EncoderNames
{
    private const string Prefix = "audio_model.";

    /// <summary>Parts of names in other implementations, and the implementation. The first match counts.</summary>
    private static readonly (string Part, string Whose)[] s_namings =
    [
        ("audio_spectrogram_transformer.", "Hugging Face's AST naming"),
        ("embeddings.distillation_token", "Hugging Face's AST (or DeiT) naming"),
        (".layer_scale1.lambda1", "Hugging Face's DINOv2 naming"),
        ("vision_model.encoder.layers.", "Hugging Face's CLIP naming"),
        ("attention.attention.query.", "Hugging Face's ViT naming"),
        ("embeddings.patch_embeddings.projection.", "Hugging Face's ViT naming"),
        ("transformer.resblocks.", "OpenAI's CLIP naming"),
        ("encoder.layers.encoder_layer_", "torchvision's ViT naming"),
        ("Transformer/encoderblock_", "the JAX ViT naming"),
        (".v.blocks.", "AST's naming"),
    ];

    /// <summary>Parts of names of further computations in other encoders.</summary>
    private static readonly (string Part, string What)[] s_extras =
    [
        (".gamma", "layer scale"), ("layer_scale", "layer scale"), (".ls1", "layer scale"), (".ls2", "layer scale"),
        ("norm_pre", "a norm before the blocks, as CLIP has it"), ("q_norm", "a norm of queries"), ("k_norm", "a norm of keys"),
        ("reg_token", "register tokens"), ("register_token", "register tokens"), ("dist_token", "a distillation token"),
        ("fc_norm", "the norm of an encoder that was fine-tuned with mean pooling"), ("rel_pos", "relative positions"),
        ("relative_position", "relative positions"), ("rope", "rotary positions"), ("lora_", "an adapter that was not merged"),
        ("learnable_prompts", "prompts: an encoder of an MMA-DFER model, not a pretrained one"),
    ];

    /// <summary>Tensors that pretraining used besides the encoder; none of them affects the output of the encoder.</summary>
    private static readonly string[] s_passedOver = ["decoder.", "decoder_", "mask_token", "head.", "pre_logits."];

    private static readonly HashSet<string> s_needed =
        [.. NetworkTensors.Of(new MmaDferConfig()).Where(t => t.Used && !t.Trained && t.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(t => t.Name[Prefix.Length..]), "pos_embed"];

    /// <param name="weights">The checkpoint.</param>
    /// <param name="what">The name of the expected encoder.</param>
    /// <exception cref="ModelFileException">It has other names, more blocks, or a tensor without a place in the network.</exception>
    public static void Check(WeightStore weights, string what)
    {
        foreach ((string part, string whose) in s_namings)
        {
            if (weights.Tensors.Keys.FirstOrDefault(n => $".{n}".Contains(part, StringComparison.Ordinal)) is { } found)
                throw new ModelFileException($"{weights.Origin}: this is {whose} ('{Printable.Text(found)}'), which is not supported yet; a checkpoint of {what} whose tensors are named as in MAE and timm ('blocks.0.attn.qkv.weight') is needed.");
        }
        OfficialNames.CheckWhole(weights, OfficialNames.OfEncoder);
        string beyond = $"blocks.{MmaDferConfig.Depth}.norm1.weight";
        if (weights.Tensors.ContainsKey(beyond))
            throw new ModelFileException($"{weights.Origin}: this {what} checkpoint has more than {MmaDferConfig.Depth} blocks ('{beyond}'); one of a ViT-B is needed.");
        string[] others = [.. weights.Tensors.Keys
            .Where(n => !s_needed.Contains(n) && !s_passedOver.Any(p => n.StartsWith(p, StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
        if (others.Length == 0)
            return;
        string extra = s_extras.FirstOrDefault(e => $".{others[0]}".Contains(e.Part, StringComparison.Ordinal)).What ?? "unknown";
        string count = others.Length > 1 ? $"; one of {others.Length} that are left over" : "";
        throw new ModelFileException($"{weights.Origin}: the network has no place for the tensor '{Printable.Text(others[0])}' ({extra}{count}), and without it the encoder would compute something else; a checkpoint of {what}, a plain ViT-B, is needed.");
    }
}
