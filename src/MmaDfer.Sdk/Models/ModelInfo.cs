using System.Collections.Immutable;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Models;

/// <summary>The contents of a model file or checkpoint, read from its header alone. Immutable.</summary>
public sealed record ModelInfo
{
    private ModelInfo()
    {
    }

    /// <summary>The path as it was given.</summary>
    public required string Path { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long FileSize { get; init; }

    /// <summary>The kind of the file.</summary>
    public required ModelFileKind Kind { get; init; }

    /// <summary>The shape of each tensor by its name, outermost size first; empty for a scalar.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<int>> TensorShapes { get; init; }

    /// <summary>The tensors, sorted by name.</summary>
    internal IReadOnlyList<TensorInfo> Tensors { get; private init; } = [];

    /// <summary>Number of elements of all tensors.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Number of elements that fine-tuning changes; null if the file is not an MMA-DFER network.</summary>
    public long? TrainedParameterCount { get; init; }

    /// <summary>Width and height of the frames in pixels; null if the file is not an MMA-DFER network.</summary>
    public int? ImageSize { get; init; }

    /// <summary>The variant of the network; null if the file is not a whole MMA-DFER network.</summary>
    public NetworkVariant? Variant { get; init; }

    /// <summary>Width of the latent of the fusion; null if the file is not a whole MMA-DFER network, or its fusion has none.</summary>
    public int? Latent { get; init; }

    /// <summary>Number of classes; null if the file is not an MMA-DFER network.</summary>
    public int? Classes { get; init; }

    /// <summary>The labels in the order of the outputs; empty if the file is not an MMA-DFER network.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Samples per second of the audio that the model or adapter learned; null if the file names none.</summary>
    public int? SampleRate { get; init; }

    /// <summary>Whether streams align faces by eyes and mouth for it: see <see cref="EmotionRecognizer.AlignsFaces"/>. False for adapters.</summary>
    public bool AlignsFaces { get; init; }

    /// <summary>
    /// SHA-256 of the frozen encoders (lower-case hexadecimal) as the file states it, which an adapter must match; null if it states
    /// none.
    /// </summary>
    public string? EncodersSha256 { get; init; }

    /// <summary>The licence that the file states, as text; null if it states none. It is not checked.</summary>
    public string? License => Metadata.GetValueOrDefault(ModelMetadata.License);

    /// <summary>Sentences about what was guessed or left out when the model was made from pretrained encoders; empty if nothing was.</summary>
    public IReadOnlyList<string> Remarks =>
        Metadata.GetValueOrDefault(ModelMetadata.Remarks)?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>All metadata of the file.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Reads the header of any <c>.safetensors</c> or PyTorch <c>.pth</c> file; the contents determine the format.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its contents.</returns>
    /// <exception cref="ModelFileException">The file is missing, damaged, hostile, of a newer version or not a file of tensors.</exception>
    /// <exception cref="ShapeMismatchException">The file claims to be a model of this SDK, but a tensor has the wrong shape.</exception>
    public static ModelInfo Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        long size;
        using (FileBytes file = FileBytes.Open(path))
            size = file.Length;
        using WeightStore weights = ByteWeights.Of(OfficialNames.Of(WeightFile.Open(path)));
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
        if (EncoderNaming.Of(weights) is not null)
            return info with { Kind = ModelFileKind.UnimodalCheckpoint };
        try
        {
            return info.Of(weights, ModelFileKind.Checkpoint);
        }
        // Another network, or an incomplete one, is still a file of tensors.
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
        SampleRate = adapter.SampleRate,
        EncodersSha256 = adapter.EncodersSha256,
    };

    private ModelInfo Of(WeightStore weights, ModelFileKind kind)
    {
        // Not disposed here: the caller keeps the store.
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
            SampleRate = model.SampleRate,
            AlignsFaces = model.AlignsFaces,
            EncodersSha256 = model.Metadata.GetValueOrDefault(ModelMetadata.EncodersSha256),
        };
    }
}

/// <summary>The kind of a file of tensors.</summary>
public enum ModelFileKind
{
    /// <summary>A file of tensors of another network.</summary>
    Tensors,

    /// <summary>A model file of this SDK.</summary>
    Model,

    /// <summary>An MMA-DFER network in another file: an official checkpoint, or a safetensors file without metadata.</summary>
    Checkpoint,

    /// <summary>A single pretrained encoder (MAE-Face, AudioMAE, a ViT, an AST), from which a model can be initialised.</summary>
    UnimodalCheckpoint,

    /// <summary>The part of a model that fine-tuning changed, to be loaded with that model.</summary>
    Adapter,
}
