using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// The network before fine-tuning: both encoders from their pretrained checkpoints, with position embeddings for its grids, all other
/// tensors drawn at random.
/// </summary>
internal static class InitialWeights
{
    private const string FacePrefix = "image_encoder.", AudioPrefix = "audio_model.", Position = "pos_embed";

    /// <summary>Makes the weights, with further metadata. The checkpoints stay the caller's and must outlive the result.</summary>
    /// <exception cref="ModelFileException">A checkpoint lacks a tensor or is of another kind.</exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape.</exception>
    public static WeightStore Create(PretrainedEncoder face, PretrainedEncoder audio, MmaDferConfig config, ulong seed, IReadOnlyDictionary<string, string> metadata)
    {
        var drawn = new DrawnWeights(config, seed);
        var weights = new WeightView($"{face.Origin} + {audio.Origin}", new Dictionary<string, string>(drawn.Metadata.Concat(metadata)));
        weights.SetAll(drawn);
        face.CheckWidth(config.Width);
        audio.CheckWidth(config.Width);
        foreach (NetworkTensor tensor in NetworkTensors.Of(config).Where(t => t.Used && !t.Trained))
        {
            (PretrainedEncoder encoder, string prefix) = tensor.Name.StartsWith(FacePrefix, StringComparison.Ordinal)
                ? (face, FacePrefix)
                : (audio, AudioPrefix);
            encoder.Put(weights, tensor, tensor.Name[prefix.Length..]);
        }
        const int unit = MmaDferConfig.Patch;
        var positions = new MemoryWeights("position embeddings");
        SetPositions(positions, drawn, FacePrefix, face.Positions(config.ImageSize / unit, config.ImageSize / unit));
        SetPositions(positions, drawn, AudioPrefix, audio.Positions(MmaDferConfig.AudioRows / unit, MmaDferConfig.AudioBands / unit));
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
}
