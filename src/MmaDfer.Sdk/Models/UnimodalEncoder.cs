using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// A pretrained encoder of one modality (MAE-Face, AudioMAE): a ViT with 12 blocks whose tensors are named as in our encoders
/// without their prefix. Decoder and mask tensors are passed over.
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

    /// <summary>Patches that its position embedding covers.</summary>
    public int PatchCount => Find(Position, 3)[1] - 1;

    /// <param name="weights">The checkpoint, which stays the caller's.</param>
    /// <param name="what">The encoder that it should be, as errors call it.</param>
    /// <exception cref="ModelFileException">By its names it is another: see <see cref="EncoderNames"/>.</exception>
    public static UnimodalEncoder Of(WeightStore weights, string what)
    {
        EncoderNames.Check(weights, what);
        return new UnimodalEncoder(weights, what);
    }

    public static bool Matches(WeightStore weights) =>
        weights.Tensors.ContainsKey(Position) && weights.Tensors.ContainsKey(Patches) && weights.Tensors.ContainsKey(FeedForward);

    /// <summary>The position embedding must be as wide as the encoder, and of a size that a picture or spectrogram can have.</summary>
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
        return ModelCheck.CheckType(Weights, tensor) is { } fault ? throw new ModelFileException($"{fault.Message}.") : tensor;
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
