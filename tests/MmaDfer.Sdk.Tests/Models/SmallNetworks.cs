using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Models;

/// <summary>Small networks and checkpoints for tests that need no golden data.</summary>
internal static class SmallNetworks
{
    public static MmaDferConfig Config { get; } = new()
    {
        ImageSize = 32, Classes = 7, Width = 16, Heads = 1, MlpWidth = 32, Latent = 8,
        TemporalWidth = 16, TemporalHeads = 1, TemporalInner = 16, TemporalMlp = 32,
    };

    /// <summary>A complete network, as a store that tests may change.</summary>
    public static MemoryWeights Weights(MmaDferConfig? config = null, string prefix = "")
    {
        var weights = new MemoryWeights("tiny");
        foreach (NetworkTensor tensor in NetworkTensors.Of(config ?? Config))
            weights.Set(prefix + tensor.Name, tensor.Shape, Values(tensor.Name, tensor.Shape));
        return weights;
    }

    /// <summary>Without some tensors.</summary>
    public static MemoryWeights Without(MemoryWeights weights, params string[] names)
    {
        var rest = new MemoryWeights(weights.Origin);
        foreach (TensorInfo tensor in weights.Tensors.Values.Where(t => !names.Contains(t.Name)))
            rest.Set(tensor.Name, tensor.Shape, weights.ReadAll(tensor));
        return rest;
    }

    /// <summary>A stand-in for MAE-Face (3 channels, 14 x 14) or AudioMAE (1 channel, 64 x 8), with a decoder nobody needs.</summary>
    public static MemoryWeights Unimodal(string name, int channels, int patches, int width = 48, int mlp = 192)
    {
        var weights = new MemoryWeights(name);
        void Add(string tensor, params int[] shape) =>
            weights.Set(tensor, new Shape(shape), Values($"{name}.{tensor}", new Shape(shape)));
        Add("cls_token", 1, 1, width);
        Add("pos_embed", 1, 1 + patches, width);
        Add("patch_embed.proj.weight", width, channels, 16, 16);
        Add("patch_embed.proj.bias", width);
        foreach (string block in Enumerable.Range(0, MmaDferConfig.Depth).Select(i => $"blocks.{i}."))
        {
            foreach ((string layer, int outputs, int inputs) in (ReadOnlySpan<(string, int, int)>)[
                ("attn.qkv", 3 * width, width), ("attn.proj", width, width), ("mlp.fc1", mlp, width), ("mlp.fc2", width, mlp)])
            {
                Add(block + layer + ".weight", outputs, inputs);
                Add(block + layer + ".bias", outputs);
            }
            foreach (string norm in (string[])["norm1", "norm2"])
            {
                Add(block + norm + ".weight", width);
                Add(block + norm + ".bias", width);
            }
        }
        Add("norm.weight", width);
        Add("norm.bias", width);
        Add("mask_token", 1, 1, 32);
        Add("decoder_embed.weight", 32, width);
        return weights;
    }

    private static float[] Values(string name, Shape shape)
    {
        float[] values = new float[shape.Count];
        HashedTensors.Weights(name, "embedding", 1, 0, values);
        return values;
    }
}
