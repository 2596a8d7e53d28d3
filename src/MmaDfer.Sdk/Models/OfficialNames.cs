using System.Text.RegularExpressions;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// Restores the names that tensors have in the official code when a training script has wrapped the network: in DataParallel,
/// torch.compile, Lightning, FSDP or a module of its own. Common prefixes are removed.
/// </summary>
internal static partial class OfficialNames
{
    /// <summary>A tensor of the whole network and one of an encoder, whose names reveal the prefix.</summary>
    public const string OfNetwork = "image_encoder.pos_embed", OfEncoder = "patch_embed.proj.weight";

    /// <summary>Prefixes of wrappers that are removed in any file of tensors.</summary>
    private static readonly string[] s_wrappers = ["module.", "model.", "_forward_module."];

    /// <summary>Names of wrappers of single layers, which can be anywhere in a name.</summary>
    private static readonly string[] s_inner = ["_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module."];

    /// <summary>The same tensors under their official names; files of this SDK are not changed.</summary>
    public static WeightStore Of(WeightStore weights)
    {
        if (weights.Metadata.GetValueOrDefault(ModelMetadata.Format) is ModelMetadata.ModelFormat or ModelMetadata.AdapterFormat)
            return weights;
        string[] names = [.. weights.Tensors.Keys.Select(WithoutInner)];
        int cut = Cut(names);
        bool same = cut == 0 && names.All(weights.Tensors.ContainsKey) || names.Distinct().Count() < names.Length;
        return same ? weights : WeightView.Renamed(weights, name => WithoutInner(name)[cut..], weights.Metadata);
    }

    /// <summary>Refuses files that contain more than the network, or only a part of it.</summary>
    /// <param name="weights">The file, with official names.</param>
    /// <param name="tensor">A required tensor: <see cref="OfNetwork"/> or <see cref="OfEncoder"/>.</param>
    /// <exception cref="ModelFileException">The file contains more, or only a part.</exception>
    public static void CheckWhole(WeightStore weights, string tensor)
    {
        if (Shard().Match(weights.Origin) is { Success: true } shard && shard.Groups[2].Value.TrimStart('0') is not ("" or "1"))
            throw new ModelFileException($"{weights.Origin}: this is one of {shard.Groups[2].Value} files (shards) of a model; save it as one file, with save_pretrained(..., max_shard_size=\"100GB\") or torch.save(model.state_dict(), ...).");
        if (weights.Tensors.ContainsKey(tensor)
            || weights.Tensors.Keys.FirstOrDefault(n => n.EndsWith($".{tensor}", StringComparison.Ordinal)) is not { } found)
            return;
        string prefix = found[..^tensor.Length];
        string[] others = [.. weights.Tensors.Keys.Where(n => !n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        if (others.Length > 0)
            throw new ModelFileException($"{weights.Origin}: the network's tensors begin with '{Printable.Text(prefix)}', but there are others ('{Printable.Text(others[0])}', {others.Length} in all); save the state_dict() of that part alone.");
    }

    /// <summary>Length of the common prefix of all names: wrappers, and any other prefix of the tensors of a network.</summary>
    private static int Cut(string[] names)
    {
        if (names.Length == 0)
            return 0;
        string shared = names[0][..(names[0].LastIndexOf('.') + 1)];
        foreach (string name in names)
        {
            while (!name.StartsWith(shared, StringComparison.Ordinal))
                shared = shared[..(shared.LastIndexOf('.', shared.Length - 2) + 1)];
        }
        foreach (string tensor in (string[])[OfNetwork, OfEncoder])
        {
            if (names.FirstOrDefault(n => $".{n}".EndsWith($".{tensor}", StringComparison.Ordinal) && shared.StartsWith(n[..^tensor.Length], StringComparison.Ordinal)) is { } found)
                return found.Length - tensor.Length;
        }
        int cut = 0;
        while (s_wrappers.FirstOrDefault(w => shared.AsSpan(cut).StartsWith(w)) is { } wrapper)
            cut += wrapper.Length;
        return cut;
    }

    private static string WithoutInner(string name)
    {
        foreach (string wrapper in s_inner)
            name = name.Replace(wrapper, "", StringComparison.Ordinal);
        return name;
    }

    [GeneratedRegex(@"-(\d{3,9})-of-(\d{3,9})\.\w+$", RegexOptions.CultureInvariant)]
    private static partial Regex Shard();
}
