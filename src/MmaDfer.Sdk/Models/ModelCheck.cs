using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>Compares the tensors of a file with those that the network needs.</summary>
internal static class ModelCheck
{
    /// <summary>Largest size that anything in the network may have; far more than any model of this kind.</summary>
    public const int MaxSize = 1 << 16;

    /// <summary>Sizes read off the shapes must be sensible before anything is computed from them.</summary>
    public static void Limits(WeightStore weights, MmaDferConfig config)
    {
        bool latent = config.Variant.HasLatent, final = config.Variant.FinalTransformer;
        foreach ((string name, int size, bool exists) in (ReadOnlySpan<(string, int, bool)>)[
            ("image size", config.ImageSize, true), ("classes", config.Classes, true), ("width", config.Width, true),
            ("MLP width", config.MlpWidth, true), ("latent width", config.Latent, latent), ("temporal width", config.TemporalWidth, true),
            ("temporal heads' width", config.TemporalInner, final), ("temporal MLP width", config.TemporalMlp, final)])
        {
            if (exists && size is < 1 or > MaxSize)
                throw new ModelFileException($"{weights.Origin}: its tensors make the {name} {size}; from 1 to {MaxSize} are allowed.");
        }
    }

    /// <summary>Every head must be equally wide.</summary>
    public static void Heads(WeightStore weights, MmaDferConfig config)
    {
        Divides(weights, "width", config.Width, "heads", config.Heads);
        if (config.Variant.FinalTransformer)
            Divides(weights, "temporal heads' width", config.TemporalInner, "temporal heads", config.TemporalHeads);
    }

    /// <summary>
    /// Names the first tensor that is missing, misshaped or unknown, and counts the others. Tensors of official checkpoints
    /// that nothing reads may be missing and have any shape.
    /// </summary>
    public static void Tensors(WeightStore weights, MmaDferConfig config)
    {
        int faults = 0;
        MmaDferException? first = null;
        var known = new HashSet<string>();
        foreach (NetworkTensor needed in NetworkTensors.Of(config))
        {
            known.Add(needed.Name);
            if (!needed.Used || Fault(weights, needed) is not { } fault)
                continue;
            first ??= fault;
            faults++;
        }
        foreach (string name in weights.Tensors.Keys.Where(n => !known.Contains(n)).Order(StringComparer.Ordinal))
        {
            first ??= new ModelFileException($"{weights.Origin}: the tensor '{Printable.Text(name)}' is not part of MMA-DFER; a checkpoint of this network alone is needed");
            faults++;
        }
        if (first is null)
            return;
        string message = $"{first.Message}{(faults > 1 ? $" ({faults} tensors are missing, misshaped or unknown)" : "")}.";
        throw first is ShapeMismatchException ? new ShapeMismatchException(message) : new ModelFileException(message);
    }

    private static MmaDferException? Fault(WeightStore weights, NetworkTensor needed)
    {
        if (!weights.Tensors.TryGetValue(needed.Name, out TensorInfo? found))
            return new ModelFileException($"{weights.Origin}: the tensor '{needed.Name}' of shape {needed.Shape} is missing");
        if (found.Shape != needed.Shape)
            return new ShapeMismatchException($"{weights.Origin}: the tensor '{needed.Name}' has shape {found.Shape}; {needed.Shape} is needed");
        return CheckType(weights, found);
    }

    /// <summary>A tensor of the network must hold floats: whole numbers in their place are half of a quantised model.</summary>
    public static ModelFileException? CheckType(WeightStore weights, TensorInfo tensor) => TensorTypes.IsFloat(tensor.Type)
        ? null
        : new ModelFileException($"{weights.Origin}: the tensor '{tensor.Name}' holds whole numbers ({TensorTypes.Name(tensor.Type)}), as a quantised model does, which is not supported; the model as it was before quantisation, in float32 or float16, is needed");

    private static void Divides(WeightStore weights, string what, int width, string part, int count)
    {
        if (count < 1 || width % count != 0)
            throw new ModelFileException($"{weights.Origin}: its {what} {width} cannot be divided among {count} {part}; state the right number of heads when converting.");
    }
}
