using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// The network before fine-tuning: both encoders from their pretrained checkpoints, with resized position embeddings, all other
/// tensors drawn at random.
/// </summary>
internal static class InitialWeights
{
    private const string FacePrefix = "image_encoder.", AudioPrefix = "audio_model.", Position = "pos_embed";

    /// <summary>
    /// Rows of patches in AudioMAE (10.24 s). Other grids have as many patches, and other numbers of patches fit several grids, so
    /// this one number of patches is accepted.
    /// </summary>
    private const int PretrainedRows = 64;

    /// <summary>Makes the weights. The checkpoints stay the caller's and must outlive the result.</summary>
    /// <exception cref="ModelFileException">A checkpoint lacks a tensor or is of another kind.</exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape.</exception>
    public static WeightStore Create(UnimodalEncoder face, UnimodalEncoder audio, MmaDferConfig config, ulong seed)
    {
        var drawn = new DrawnWeights(config, seed);
        var weights = new WeightView($"{face.Weights.Origin} + {audio.Weights.Origin}", drawn.Metadata);
        weights.SetAll(drawn);
        face.CheckPositions(config.Width);
        audio.CheckPositions(config.Width);
        foreach (NetworkTensor tensor in NetworkTensors.Of(config).Where(t => t.Used && !t.Trained))
        {
            (UnimodalEncoder encoder, string prefix) = tensor.Name.StartsWith(FacePrefix, StringComparison.Ordinal)
                ? (face, FacePrefix)
                : (audio, AudioPrefix);
            weights.Set(tensor.Name, encoder.Weights, encoder.Find(tensor.Name[prefix.Length..], tensor));
        }
        int side = SquareSide(face), patches = config.ImageSize / MmaDferConfig.Patch;
        var positions = new MemoryWeights("position embeddings");
        SetPositions(positions, drawn, FacePrefix, face.ResizePositions(side, side, patches, patches));
        const int bands = MmaDferConfig.AudioBands / MmaDferConfig.Patch, rows = MmaDferConfig.AudioRows / MmaDferConfig.Patch;
        if (audio.PatchCount != PretrainedRows * bands)
            throw Mismatch(audio, $"{1 + PretrainedRows * bands} ([CLS] and {PretrainedRows} x {bands} patches of time and bands, as in AudioMAE), because any other number does not determine the grid");
        SetPositions(positions, drawn, AudioPrefix, audio.ResizePositions(PretrainedRows, bands, rows, bands));
        weights.SetAll(positions);
        return weights;
    }

    /// <summary>The rows of the prompts, which follow those of the patches, stay as drawn.</summary>
    private static void SetPositions(MemoryWeights positions, DrawnWeights drawn, string prefix, float[] resized)
    {
        TensorInfo tensor = drawn.Tensors[prefix + Position];
        float[] values = drawn.ReadAll(tensor);
        resized.CopyTo(values, 0);
        positions.Set(tensor.Name, tensor.Shape, values);
    }

    private static int SquareSide(UnimodalEncoder face)
    {
        int side = (int)Math.Round(Math.Sqrt(face.PatchCount));
        return side > 0 && side * side == face.PatchCount
            ? side
            : throw Mismatch(face, "1 plus the square of a number of patches (197 for MAE-Face)");
    }

    private static ShapeMismatchException Mismatch(UnimodalEncoder encoder, string rule)
    {
        Shape shape = encoder.Weights.Tensors[Position].Shape;
        return new ShapeMismatchException($"{encoder.Weights.Origin}: '{Position}' has shape {shape}; its second size must be {rule}.");
    }
}
