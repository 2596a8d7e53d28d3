using System.Collections.Immutable;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Models;

/// <summary>What is in a model file or checkpoint, read off its header alone. Immutable.</summary>
public sealed record ModelInfo
{
    private ModelInfo()
    {
    }

    /// <summary>Path as given.</summary>
    public required string Path { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long FileSize { get; init; }

    /// <summary>What the file is.</summary>
    public required ModelFileKind Kind { get; init; }

    /// <summary>The shape of each tensor by its name, outermost size first; empty for a scalar.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<int>> TensorShapes { get; init; }

    /// <summary>The tensors, sorted by name.</summary>
    internal IReadOnlyList<TensorInfo> Tensors { get; private init; } = [];

    /// <summary>Elements of all tensors together.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Elements of the tensors that fine-tuning changes; null where the file is not an MMA-DFER network.</summary>
    public long? TrainedParameterCount { get; init; }

    /// <summary>Side of the frames in pixels; null where the file is not an MMA-DFER network.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Which of the paper's variants it is; null where the file is not a whole MMA-DFER network.</summary>
    public NetworkVariant? Variant { get; init; }

    /// <summary>Width of the fusion's latent; null where the file is not a whole MMA-DFER network, or its fusion has none.</summary>
    public int? Latent { get; init; }

    /// <summary>Number of emotions; null where the file is not an MMA-DFER network.</summary>
    public int? Classes { get; init; }

    /// <summary>Their names in the order of the outputs; empty where the file is not an MMA-DFER network.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>
    /// SHA-256 of the frozen encoders (lower-case hexadecimal) as the file states it: what adapters are bound to; null where it
    /// states none.
    /// </summary>
    public string? EncodersSha256 { get; init; }

    /// <summary>All texts of the file's header.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Reads the header of any <c>.safetensors</c> or PyTorch <c>.pth</c> file, told apart by content.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What is in it.</returns>
    /// <exception cref="ModelFileException">It is missing, damaged, hostile, of a newer version or no file of tensors.</exception>
    /// <exception cref="ShapeMismatchException">It claims to be a model of this SDK, but a tensor has the wrong shape.</exception>
    public static ModelInfo Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        long size;
        using (FileBytes file = FileBytes.Open(path))
            size = file.Length;
        using WeightStore weights = OfficialNames.Of(WeightFile.Open(path));
        var info = new ModelInfo
        {
            Path = path,
            FileSize = size,
            Kind = ModelFileKind.Tensors,
            TensorShapes = weights.Tensors.ToImmutableSortedDictionary(
                t => t.Key, IReadOnlyList<int> (t) => ImmutableArray.Create(t.Value.Shape.Sizes), StringComparer.Ordinal),
            Tensors = [.. weights.Tensors.Values.OrderBy(t => t.Name, StringComparer.Ordinal)],
            ParameterCount = weights.Tensors.Values.Sum(t => t.Shape.Count),
            Metadata = weights.Metadata,
        };
        if (ModelMetadata.IsOurs(weights))
            return info.Of(weights, ModelFileKind.Model);
        if (ModelMetadata.IsOurs(weights, ModelMetadata.AdapterFormat))
            return info.Of(AdapterFile.Of(weights));
        if (UnimodalEncoder.Matches(weights))
            return info with { Kind = ModelFileKind.UnimodalCheckpoint };
        try
        {
            return info.Of(weights, ModelFileKind.Checkpoint);
        }
        // Not a network of this kind, or an incomplete one: still a file of tensors, and that is all it is taken for.
        catch (MmaDferException)
        {
            return info;
        }
    }

    private ModelInfo Of(AdapterFile adapter) => this with
    {
        Kind = ModelFileKind.Adapter,
        ImageSize = adapter.ImageSize,
        Classes = adapter.Labels.Count,
        Labels = adapter.Labels,
        TrainedParameterCount = ParameterCount,
        EncodersSha256 = adapter.EncodersSha256,
    };

    private ModelInfo Of(WeightStore weights, ModelFileKind kind)
    {
        // Not disposed here: the store is the caller's.
        ModelFile model = ModelFile.Open(weights);
        HashSet<string> trained =
            [.. NetworkTensors.Of(model.Config).Where(t => t.Trained).Select(t => t.Name)];
        return this with
        {
            Kind = kind,
            ImageSize = model.Config.ImageSize,
            Variant = model.Config.Variant,
            Latent = model.Config.Variant.HasLatent ? model.Config.Latent : null,
            Classes = model.Config.Classes,
            Labels = model.Labels,
            TrainedParameterCount = model.Weights.Tensors.Values.Where(t => trained.Contains(t.Name)).Sum(t => t.Shape.Count),
            EncodersSha256 = model.Metadata.GetValueOrDefault(ModelMetadata.EncodersSha256),
        };
    }
}

/// <summary>What a file of tensors is.</summary>
public enum ModelFileKind
{
    /// <summary>A file of tensors that are not MMA-DFER's.</summary>
    Tensors,

    /// <summary>A model file of this SDK.</summary>
    Model,

    /// <summary>An MMA-DFER network in another file: an official checkpoint, or a safetensors file without metadata.</summary>
    Checkpoint,

    /// <summary>A single pretrained encoder (MAE-Face, AudioMAE), from which a model can be initialised.</summary>
    UnimodalCheckpoint,

    /// <summary>What fine-tuning changed of a model: to be loaded with that model.</summary>
    Adapter,
}
