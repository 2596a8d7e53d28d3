using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Conformance;

/// <summary>The paper's variants as the smallest networks that have every part of them, with made-up weights.</summary>
internal static class TinyVariants
{
    public const string Published = "published", NoFusion = "no fusion", Add = "ADD", Mult = "MULT", MultConcat = "MULT-concat",
        NoPrompts = "no prompts", TwelveUpdates = "12 updates", Adapters = "adapters", Both = "adapters and final transformer";

    /// <summary>All names, for tests that take each.</summary>
    public static string[] Names { get; } = [Published, NoFusion, Add, Mult, MultConcat, NoPrompts, TwelveUpdates, Adapters, Both];

    public static NetworkVariant Variant(string name) => name switch
    {
        Published => new(),
        NoFusion => new() { Fusion = FusionKind.None },
        Add => new() { Fusion = FusionKind.Add },
        Mult => new() { Fusion = FusionKind.Mult, PromptUpdates = 4 },
        MultConcat => new() { Fusion = FusionKind.MultConcat, PromptUpdates = 6 },
        NoPrompts => new() { PromptUpdates = 0 },
        TwelveUpdates => new() { PromptUpdates = 12 },
        Adapters => new() { TemporalAdapterWidth = 4, FinalTransformer = false },
        Both => new() { Fusion = FusionKind.Mult, TemporalAdapterWidth = 6 },
        _ => throw new ArgumentException($"There is no variant '{name}'.", nameof(name)),
    };

    public static MmaDferConfig Config(string name) => new()
    {
        Variant = Variant(name), ImageSize = 32, Classes = 3, Width = 16, Heads = 1, MlpWidth = 16, Latent = 4,
        TemporalWidth = 16, TemporalHeads = 1, TemporalInner = 16, TemporalMlp = 16,
    };

    /// <summary>Gates are open, so that every part has a say.</summary>
    public static MemoryWeights Weights(MmaDferConfig config)
    {
        var weights = new MemoryWeights("made-up network");
        foreach (NetworkTensor tensor in NetworkTensors.Of(config))
        {
            float[] values = new float[tensor.Shape.Count];
            string kind = tensor.Kind switch
            {
                TensorKind.LinearWeight => "weight",
                TensorKind.NormWeight => "norm_weight",
                TensorKind.Gate => "gate",
                TensorKind.Prompt or TensorKind.Embedding => "embedding",
                _ => "bias",
            };
            HashedTensors.Weights(tensor.Name, kind, tensor.Shape.Count / tensor.Shape[0], 0, values);
            weights.Set(tensor.Name, tensor.Shape, values);
        }
        return weights;
    }
}
