using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// A pretrained encoder of one modality (MAE-Face, AudioMAE): a ViT with 12 blocks whose tensors are named as in our encoders
/// without their prefix. Decoder and mask tensors are passed over.
/// </summary>
internal sealed class UnimodalEncoder(WeightStore weights, string what)
{
    private const string Position = "pos_embed", Patches = "patch_embed.proj.weight", FeedForward = "blocks.0.mlp.fc1.weight";

    private const int MaxPatches = 1 << 14;

    public WeightStore Weights => weights;

    public int Width => Find(Position, 3)[2];

    public int MlpWidth => Find(FeedForward, 2)[0];

    /// <summary>Patches that its position embedding covers.</summary>
    public int PatchCount => Find(Position, 3)[1] - 1;

    public static bool Matches(WeightStore weights) =>
        weights.Tensors.ContainsKey(Position) && weights.Tensors.ContainsKey(Patches) && weights.Tensors.ContainsKey(FeedForward);

    /// <summary>Refuses a deeper network: its first 12 blocks would load, and be useless.</summary>
    public void CheckDepth()
    {
        string beyond = $"blocks.{MmaDferConfig.Depth}.norm1.weight";
        if (weights.Tensors.ContainsKey(beyond))
            throw new ModelFileException($"{weights.Origin}: this {what} checkpoint has more than {MmaDferConfig.Depth} blocks ('{beyond}'); one of a ViT-B is needed.");
    }

    /// <summary>The position embedding must be as wide as the encoder, and of a size that a picture or spectrogram can have.</summary>
    public void CheckPositions(int width)
    {
        Shape shape = Find(Position, 3);
        if (shape[0] != 1 || shape[1] - 1 > MaxPatches || shape[2] != width)
            throw new ShapeMismatchException($"{weights.Origin}: '{Position}' has shape {shape}; [1, 1 + patches, {width}] with at most {MaxPatches} patches is needed.");
    }

    /// <summary>The tensor that becomes <paramref name="needed"/>, without its encoder's prefix.</summary>
    public TensorInfo Find(string name, NetworkTensor needed)
    {
        Shape shape = Find(name, needed.Shape.Rank);
        if (shape != needed.Shape)
            throw new ShapeMismatchException($"{weights.Origin}: the tensor '{name}' has shape {shape}; {needed.Shape} is needed for '{needed.Name}'.");
        return weights.Tensors[name];
    }

    /// <summary>[CLS] and patches of the position embedding, the patches resized to another grid: [1 + rows * columns, width].</summary>
    public float[] ResizePositions(int rows, int columns, int newRows, int newColumns)
    {
        int width = Width;
        float[] positions = weights.ReadAll(weights.Tensors[Position]);
        float[] grid = PositionGrid.Resize(positions.AsSpan(width), rows, columns, newRows, newColumns, width);
        return [.. positions.AsSpan(0, width), .. grid];
    }

    private Shape Find(string name, int rank)
    {
        if (!weights.Tensors.TryGetValue(name, out TensorInfo? tensor))
            throw new ModelFileException($"{weights.Origin}: the tensor '{name}' is missing; a {what} checkpoint (ViT-B, 'model' key) is needed.");
        if (tensor.Shape.Rank != rank || tensor.Shape.Count == 0)
            throw new ShapeMismatchException($"{weights.Origin}: the tensor '{name}' has shape {tensor.Shape}; {rank} dimensions, none of them 0, are needed.");
        return tensor.Shape;
    }
}
