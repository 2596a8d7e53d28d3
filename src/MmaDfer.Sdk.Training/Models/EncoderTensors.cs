using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// The tensors of a pretrained encoder by the names that they have in the network's encoders (<c>blocks.0.attn.qkv.weight</c>), whatever the
/// file calls them. Refuses what it does not know: names of other implementations, and tensors that take part in the computation but have
/// no place in the network, because without them the encoder would compute something else.
/// </summary>
internal sealed class EncoderTensors
{
    public const string Positions = "pos_embed", Patches = "patch_embed.proj.weight", PatchBias = "patch_embed.proj.bias", Distillation = "dist_token";

    private const string AudioPrefix = "audio_model.";

    /// <summary>Parts of names in other implementations, and the implementation. The first match counts.</summary>
    private static readonly (string Part, string Whose)[] s_otherNamings =
    [
        (".layer_scale1.lambda1", "Hugging Face's DINOv2 naming"),
        ("vision_model.encoder.layers.", "Hugging Face's CLIP naming"),
        ("transformer.resblocks.", "OpenAI's CLIP naming"),
        ("encoder.layers.encoder_layer_", "torchvision's ViT naming"),
        ("Transformer/encoderblock_", "the JAX ViT naming"),
    ];

    /// <summary>Parts of names of further computations in other encoders.</summary>
    private static readonly (string Part, string What)[] s_extras =
    [
        (".gamma", "layer scale"), ("layer_scale", "layer scale"), (".ls1", "layer scale"), (".ls2", "layer scale"),
        ("norm_pre", "a norm before the blocks, as CLIP has it"), ("q_norm", "a norm of queries"), ("k_norm", "a norm of keys"),
        ("reg_token", "register tokens"), ("register_token", "register tokens"), ("rel_pos", "relative positions"),
        ("relative_position", "relative positions"), ("rope", "rotary positions"), ("lora_", "an adapter that was not merged"),
        ("learnable_prompts", "prompts: an encoder of an MMA-DFER model, not a pretrained one"),
    ];

    /// <summary>Tensors besides the encoder, within its prefix or outside; none of them affects the output of the encoder.</summary>
    private static readonly string[] s_passedOver =
        ["decoder.", "decoder_", "mask_token", "head.", "head_dist.", "pre_logits.", "mlp_head.", "pooler.", "embeddings.mask_token",
            "classifier.", "cls_classifier.", "distillation_classifier."];

    /// <summary>Names here, and in Hugging Face's models.</summary>
    private static readonly (string Ours, string Theirs)[] s_huggingFace =
    [
        ("cls_token", "embeddings.cls_token"), (Positions, "embeddings.position_embeddings"), (Distillation, "embeddings.distillation_token"),
        ("patch_embed.proj.", "embeddings.patch_embeddings.projection."), ("norm.", "layernorm."), (".norm1.", ".layernorm_before."),
        (".norm2.", ".layernorm_after."), (".attn.proj.", ".attention.output.dense."), (".mlp.fc1.", ".intermediate.dense."), (".mlp.fc2.", ".output.dense."),
    ];

    private static readonly string[] s_needed =
        [.. NetworkTensors.Of(new MmaDferConfig()).Where(t => t.Used && !t.Trained && t.Name.StartsWith(AudioPrefix, StringComparison.Ordinal))
            .Select(t => t.Name[AudioPrefix.Length..])];

    private readonly Dictionary<string, TensorInfo[]> _found = [];
    private readonly HashSet<string> _known = [];
    private readonly EncoderNaming _naming;
    private readonly string _what;

    /// <param name="file">The file (<see cref="OfficialNames"/>), which the caller keeps.</param>
    /// <param name="what">The name of the expected encoder in errors.</param>
    /// <exception cref="ModelFileException">Its names are those of another encoder, or it has more blocks or tensors than the network.</exception>
    public EncoderTensors(WeightStore file, string what)
    {
        File = file;
        _what = what;
        foreach ((string part, string whose) in s_otherNamings)
        {
            if (file.Tensors.Keys.FirstOrDefault(n => $".{n}".Contains(part, StringComparison.Ordinal)) is { } other)
                throw new ModelFileException($"{file.Origin}: this is {whose} ('{Printable.Text(other)}'), which is not supported; a checkpoint of {what} whose tensors are named as in MAE and timm ('blocks.0.attn.qkv.weight') or in Hugging Face's ViT is needed.");
        }
        _naming = EncoderNaming.Of(file) ?? new EncoderNaming(file.Tensors.Keys.Any(n => n.Contains("encoder.layer.", StringComparison.Ordinal)), "");
        OfficialNames.CheckWhole(file, NameInFile(Patches));
        foreach (string name in s_needed.Concat([Positions, Distillation, "fc_norm.weight", "fc_norm.bias"]))
            Add(name, NamesInFile(name));
        for (int i = 0; i < MmaDferConfig.Depth; i++)
        {
            foreach (int branch in (int[])[1, 2])
            {
                Add(LayerScale(i, branch), [$"{_naming.Prefix}blocks.{i}.ls{branch}.gamma"]);
                Add(LayerScale(i, branch), [$"{_naming.Prefix}blocks.{i}.gamma_{branch}"]);
            }
        }
        CheckRest();
    }

    public WeightStore File { get; }

    /// <summary>Whether the names are Hugging Face's.</summary>
    public bool IsHuggingFace => _naming.HuggingFace;

    /// <summary>What comes before the encoder's names in the file; empty for nothing.</summary>
    public string Prefix => _naming.Prefix;

    /// <summary>The name of a block's layer scale after attention (1) or after the feed-forward layer (2).</summary>
    public static string LayerScale(int block, int branch) => $"blocks.{block}.ls{branch}";

    /// <summary>Number of classes of the head; 0 without one.</summary>
    public int HeadClasses => File.Tensors.GetValueOrDefault($"{Prefix}head.weight") is { Shape.Rank: > 0 } head ? head.Shape[0] : 0;

    /// <summary>Whether the file has a tensor.</summary>
    public bool Has(string name) => _found.ContainsKey(name);

    /// <summary>Whether the file has a tensor besides the encoder that begins so.</summary>
    public bool HasBeside(string start) => File.Tensors.Keys.Any(name => WithoutPrefix(name).StartsWith(start, StringComparison.Ordinal));

    /// <summary>The shape of a tensor with this number of dimensions; of one that is in parts in the file, that of all of them.</summary>
    /// <exception cref="ModelFileException">It is missing, or of a type that cannot be computed with.</exception>
    /// <exception cref="ShapeMismatchException">It has another number of dimensions, or one of them is 0.</exception>
    public Shape ShapeOf(string name, int rank)
    {
        TensorInfo[] parts = Find(name);
        foreach (TensorInfo part in parts)
        {
            if (part.Shape.Rank != rank || part.Shape.Count == 0)
                throw new ShapeMismatchException($"{File.Origin}: the tensor '{part.Name}' has shape {part.Shape}; {rank} dimensions, none of them 0, are needed.");
            if (part.Shape != parts[0].Shape)
                throw new ShapeMismatchException($"{File.Origin}: the tensor '{part.Name}' has shape {part.Shape}; that of '{parts[0].Name}', {parts[0].Shape}, is needed.");
        }
        ReadOnlySpan<int> sizes = parts[0].Shape.Sizes;
        return new Shape([sizes[0] * parts.Length, .. sizes[1..]]);
    }

    /// <summary>The tensor of the file, if it is one tensor there; null if it is in parts.</summary>
    public TensorInfo? Whole(string name) => Find(name) is [TensorInfo one] ? one : null;

    /// <summary>All values, row-major; parts one after the other.</summary>
    public float[] Read(string name)
    {
        TensorInfo[] parts = Find(name);
        float[] values = new float[parts.Sum(p => p.Shape.Count)];
        int start = 0;
        foreach (TensorInfo part in parts)
        {
            File.Read(part, 0, values.AsSpan(start, (int)part.Shape.Count));
            start += (int)part.Shape.Count;
        }
        return values;
    }

    /// <summary>The name of a tensor in the file; of one in parts, that of the first.</summary>
    public string NameInFile(string name) => NamesInFile(name)[0];

    private TensorInfo[] Find(string name)
    {
        if (!_found.TryGetValue(name, out TensorInfo[]? parts))
        {
            string missing = NamesInFile(name).First(n => !File.Tensors.ContainsKey(n));
            throw new ModelFileException($"{File.Origin}: the tensor '{missing}' is missing; a {_what} checkpoint (ViT-B, 'model' key) is needed.");
        }
        foreach (TensorInfo part in parts)
        {
            if (ModelCheck.TypeFault(File, part) is { } fault)
                throw new ModelFileException($"{fault.Message}.");
        }
        return parts;
    }

    private void Add(string name, string[] inFile)
    {
        TensorInfo[] parts = [.. inFile.Where(File.Tensors.ContainsKey).Select(n => File.Tensors[n])];
        _known.UnionWith(parts.Select(p => p.Name));
        if (parts.Length == inFile.Length)
            _found[name] = parts;
    }

    private string[] NamesInFile(string name)
    {
        if (!_naming.HuggingFace)
            return [_naming.Prefix + name];
        const string joined = ".attn.qkv.";
        string[] names = name.Contains(joined, StringComparison.Ordinal)
            ? [.. ((string[])["query", "key", "value"]).Select(part => name.Replace(joined, $".attention.attention.{part}.", StringComparison.Ordinal))]
            : [s_huggingFace.FirstOrDefault(p => name.StartsWith(p.Ours, StringComparison.Ordinal) || p.Ours[0] == '.' && name.Contains(p.Ours, StringComparison.Ordinal)) is { Ours: not null } pair
                ? name.Replace(pair.Ours, pair.Theirs, StringComparison.Ordinal)
                : name];
        return [.. names.Select(n => _naming.Prefix + (n.StartsWith("blocks.", StringComparison.Ordinal) ? $"encoder.layer.{n["blocks.".Length..]}" : n))];
    }

    private string WithoutPrefix(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;

    private void CheckRest()
    {
        string beyond = NameInFile($"blocks.{MmaDferConfig.Depth}.norm1.weight");
        if (File.Tensors.ContainsKey(beyond))
            throw new ModelFileException($"{File.Origin}: this {_what} checkpoint has more than {MmaDferConfig.Depth} blocks ('{beyond}'); one of a ViT-B is needed.");
        string[] others = [.. File.Tensors.Keys
            .Where(n => !_known.Contains(n) && !s_passedOver.Any(p => n.StartsWith(p, StringComparison.Ordinal) || WithoutPrefix(n).StartsWith(p, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];
        if (others.Length == 0)
            return;
        string extra = s_extras.FirstOrDefault(e => $".{others[0]}".Contains(e.Part, StringComparison.Ordinal)).What ?? "unknown";
        string count = others.Length > 1 ? $"; one of {others.Length} that are left over" : "";
        throw new ModelFileException($"{File.Origin}: the network has no place for the tensor '{Printable.Text(others[0])}' ({extra}{count}), and without it the encoder would compute something else; a checkpoint of {_what}, a plain ViT-B, is needed.");
    }
}
