using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// The network before fine-tuning: both encoders from their unimodal checkpoints, their position embeddings resized, all else
/// drawn. The checkpoints stay the caller's.
/// </summary>
internal sealed class InitialWeights : WeightStore
{
    private const string FacePrefix = "image_encoder.", AudioPrefix = "audio_model.", Position = "pos_embed";

    /// <summary>Rows of AudioMAE's patches: 10.24 s. Other grids with as many patches exist, other numbers of patches make several.</summary>
    private const int PretrainedRows = 64;

    private readonly DrawnWeights _drawn;
    private readonly MemoryWeights _positions = new("position embeddings");
    private readonly Dictionary<string, (WeightStore Store, TensorInfo Tensor)> _copied = [];

    /// <exception cref="ModelFileException">A checkpoint lacks a tensor or is not of the right kind.</exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape.</exception>
    public InitialWeights(UnimodalEncoder face, UnimodalEncoder audio, MmaDferConfig config, ulong seed)
    {
        Origin = $"{face.Weights.Origin} + {audio.Weights.Origin}";
        _drawn = new DrawnWeights(config, seed);
        face.CheckPositions(config.Width);
        audio.CheckPositions(config.Width);
        foreach (NetworkTensor tensor in NetworkTensors.Of(config).Where(t => t.Used && !t.Trained))
        {
            (UnimodalEncoder encoder, string prefix) = tensor.Name.StartsWith(FacePrefix, StringComparison.Ordinal)
                ? (face, FacePrefix)
                : (audio, AudioPrefix);
            _copied.Add(tensor.Name, (encoder.Weights, encoder.Find(tensor.Name[prefix.Length..], tensor)));
        }
        int side = SquareSide(face), patches = config.ImageSize / MmaDferConfig.Patch;
        SetPositions(FacePrefix, face.ResizePositions(side, side, patches, patches));
        const int bands = MmaDferConfig.AudioBands / MmaDferConfig.Patch, rows = MmaDferConfig.AudioRows / MmaDferConfig.Patch;
        if (audio.PatchCount != PretrainedRows * bands)
            throw Mismatch(audio, $"{1 + PretrainedRows * bands} ([CLS] and {PretrainedRows} x {bands} patches of time and bands, as AudioMAE has): the grid of any other number cannot be told from it");
        SetPositions(AudioPrefix, audio.ResizePositions(PretrainedRows, bands, rows, bands));
    }

    public override string Origin { get; }

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => _drawn.Tensors;

    public override IReadOnlyDictionary<string, string> Metadata => _drawn.Metadata;

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        if (_copied.TryGetValue(tensor.Name, out (WeightStore Store, TensorInfo Tensor) copied))
            copied.Store.Read(copied.Tensor, start, destination);
        else if (_positions.Tensors.TryGetValue(tensor.Name, out TensorInfo? positions))
            _positions.Read(positions, start, destination);
        else
            _drawn.Read(tensor, start, destination);
    }

    /// <summary>The rows of the prompts, behind those of the patches, keep their draws.</summary>
    private void SetPositions(string prefix, float[] resized)
    {
        TensorInfo tensor = _drawn.Tensors[prefix + Position];
        float[] values = _drawn.ReadAll(tensor);
        resized.CopyTo(values, 0);
        _positions.Set(tensor.Name, tensor.Shape, values);
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
