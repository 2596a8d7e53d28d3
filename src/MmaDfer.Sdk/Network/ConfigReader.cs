using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Network;

/// <summary>Derives variant and sizes of a network from the names and shapes of its tensors: see <see cref="MmaDferConfig.FromWeights"/>.</summary>
internal sealed class ConfigReader(WeightStore weights)
{
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

    private int Heads(string key, int width)
    {
        if (!weights.Metadata.TryGetValue(key, out string? text))
            return Math.Max(1, width / (width % 64 == 0 ? 64 : 16));
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
