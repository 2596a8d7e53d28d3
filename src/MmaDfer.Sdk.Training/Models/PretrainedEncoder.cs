using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// A pretrained encoder as the network computes it: a plain ViT with 12 blocks and patches of 16 x 16. What its architecture computes in
/// another way is folded into the weights, exactly: the scaling of its frames, its normalisation of the filter bank, layer scale, and the order of the axes of an
/// AST. What cannot be folded is refused, or left out and said in <see cref="Remarks"/>.
/// </summary>
internal sealed class PretrainedEncoder
{
    private const int MaxPositions = 1 << 14;

    private readonly EncoderTensors _tensors;
    private readonly MemoryWeights _folded;
    private readonly EncoderPositions _positions;
    private readonly List<string> _remarks = [];

    private PretrainedEncoder(EncoderTensors tensors, EncoderCard card, int channels)
    {
        _tensors = tensors;
        _folded = new MemoryWeights(Origin);
        License = card.License;
        SampleRate = card.SampleRate;
        _remarks.AddRange(card.Remarks);
        Shape patches = tensors.ShapeOf(EncoderTensors.Patches, 4);
        if (patches[2] != patches[3] || patches[2] != MmaDferConfig.Patch)
            throw new ShapeMismatchException($"{Origin}: '{tensors.NameInFile(EncoderTensors.Patches)}' has shape {patches}, so its patches have {patches[2]} x {patches[3]} pixels{(patches[2] == 14 ? ", as those of DINOv2" : "")}; the network's have {MmaDferConfig.Patch} x {MmaDferConfig.Patch}, and filters of another size cannot be folded into them.");
        if (patches[1] != channels)
            throw new ShapeMismatchException($"{Origin}: '{tensors.NameInFile(EncoderTensors.Patches)}' has shape {patches}; its second size must be {channels} ({(channels == 1 ? "one channel of features: an audio encoder" : "red, green and blue: a face encoder")}).");
        CheckCard(card);
        _positions = EncoderPositions.Of(tensors, Width, channels == 1);
        if (_positions.Remark is { } remark)
            _remarks.Add(remark);
        if (tensors.Has(EncoderTensors.Distillation))
            _remarks.Add("Its distillation token was left out, as the network has one token of this kind: what it computes differs from the original by that.");
        if (HasMeanNorm)
            _remarks.Add("It was fine-tuned with mean pooling: its last norm learned the mean of the patches, not the [CLS] token that it normalises here, which was not trained.");
    }

    /// <summary>The file, for errors.</summary>
    public WeightStore File => _tensors.File;

    public string Origin => File.Origin;

    public int Width => _tensors.ShapeOf(EncoderTensors.Positions, 3)[2];

    public int MlpWidth => _tensors.ShapeOf("blocks.0.mlp.fc1.weight", 2)[0];

    /// <summary>The licence that the files beside it state; null if none does.</summary>
    public string? License { get; }

    /// <summary>Samples per second of the audio that it learned, as the files beside it state; null if none does.</summary>
    public int? SampleRate { get; }

    /// <summary>Sentences about what was folded, guessed or left out.</summary>
    public IReadOnlyList<string> Remarks => _remarks;

    private bool HasMeanNorm => !_tensors.Has("norm.weight") && _tensors.Has("fc_norm.weight");

    /// <param name="file">The checkpoint (<see cref="OfficialNames"/>), which the caller keeps.</param>
    /// <param name="card">What the files beside it say.</param>
    /// <param name="stated">The scaling of its frames that the caller states; null to find out.</param>
    /// <exception cref="ModelFileException">It is incomplete, of another kind, or has a tensor that the network has no place for.</exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape.</exception>
    public static PretrainedEncoder OfFace(WeightStore file, EncoderCard card, EncoderScaling? stated)
    {
        var tensors = new EncoderTensors(file, "MAE-Face");
        var encoder = new PretrainedEncoder(tensors, card, channels: 3);
        (EncoderInput input, string why) = FaceScaling.Of(tensors, card, stated);
        encoder._remarks.Insert(0, $"Its frames are scaled as it learned them{(input.IsNone ? ", 0 to 1" : $", {input}")}: {why}.");
        encoder.Fold(input, transposed: false);
        return encoder;
    }

    /// <summary>The same for an audio encoder: AudioMAE, or an AST.</summary>
    public static PretrainedEncoder OfAudio(WeightStore file, EncoderCard card)
    {
        var tensors = new EncoderTensors(file, "AudioMAE");
        var encoder = new PretrainedEncoder(tensors, card, channels: 1);
        EncoderInput input = new([0], [1]);
        if (card.FilterBank is { } bank)
        {
            input = bank.Input;
            encoder._remarks.Add($"Its filter bank is normalised as {bank.File} states.");
        }
        // An AST has frequency as its first axis, AudioMAE and the network have time.
        encoder.Fold(input, transposed: encoder._positions.IsTransposed);
        return encoder;
    }

    /// <summary>Sets one of the network's tensors.</summary>
    /// <param name="target">Gets the tensor, whose values this encoder keeps.</param>
    /// <param name="needed">The network's tensor.</param>
    /// <param name="name">Its name without the encoder's prefix.</param>
    /// <exception cref="ModelFileException">It is missing.</exception>
    /// <exception cref="ShapeMismatchException">It has the wrong shape.</exception>
    public void Put(WeightView target, NetworkTensor needed, string name)
    {
        string own = HasMeanNorm && name.StartsWith("norm.", StringComparison.Ordinal) ? $"fc_{name}" : name;
        Shape shape = _tensors.ShapeOf(own, needed.Shape.Rank);
        if (shape != needed.Shape)
            throw new ShapeMismatchException($"{Origin}: the tensor '{_tensors.NameInFile(own)}' has shape {shape}; {needed.Shape} is needed for '{needed.Name}'.");
        if (!_folded.Tensors.ContainsKey(own) && _tensors.Whole(own) is { } same)
        {
            target.Set(needed.Name, File, same);
            return;
        }
        if (!_folded.Tensors.ContainsKey(own))
            _folded.Set(own, shape, _tensors.Read(own));
        target.Set(needed.Name, _folded, _folded.Tensors[own]);
    }

    /// <summary>Checks that the position embedding is as wide as the network.</summary>
    public void CheckWidth(int width)
    {
        if (Width != width)
            throw new ShapeMismatchException($"{Origin}: '{_tensors.NameInFile(EncoderTensors.Positions)}' has shape {_tensors.ShapeOf(EncoderTensors.Positions, 3)}; [1, 1 + patches, {width}] is needed.");
    }

    /// <summary>[CLS] and patches of the position embedding for the network's grid: [1 + rows * columns, width].</summary>
    public float[] Positions(int rows, int columns) => _positions.Resize(rows, columns);

    private void Fold(EncoderInput input, bool transposed)
    {
        Shape shape = _tensors.ShapeOf(EncoderTensors.Patches, 4);
        if (!input.IsNone || transposed)
        {
            double[] filters = Array.ConvertAll(_tensors.Read(EncoderTensors.Patches), w => (double)w);
            Shape bias = _tensors.ShapeOf(EncoderTensors.PatchBias, 1);
            if (bias[0] != shape[0])
                throw new ShapeMismatchException($"{Origin}: the tensor '{_tensors.NameInFile(EncoderTensors.PatchBias)}' has shape {bias}; [{shape[0]}] is needed.");
            double[] biases = Array.ConvertAll(_tensors.Read(EncoderTensors.PatchBias), b => (double)b);
            input.Fold(filters, biases);
            if (transposed)
                Transpose(filters, shape[2]);
            _folded.Set(EncoderTensors.Patches, shape, Array.ConvertAll(filters, w => (float)w));
            _folded.Set(EncoderTensors.PatchBias, bias, Array.ConvertAll(biases, b => (float)b));
        }
        for (int block = 0; block < MmaDferConfig.Depth; block++)
        {
            foreach ((int branch, string layer) in ((int, string)[])[(1, "attn.proj"), (2, "mlp.fc2")])
                FoldLayerScale(EncoderTensors.LayerScale(block, branch), $"blocks.{block}.{layer}");
        }
    }

    /// <summary>Each output of the linear layer that layer scale follows is multiplied by its factor.</summary>
    private void FoldLayerScale(string scale, string layer)
    {
        if (!_tensors.Has(scale))
            return;
        Shape weights = _tensors.ShapeOf($"{layer}.weight", 2), bias = _tensors.ShapeOf($"{layer}.bias", 1);
        float[] factors = _tensors.Read(scale), rows = _tensors.Read($"{layer}.weight"), biases = _tensors.Read($"{layer}.bias");
        if (factors.Length != weights[0] || biases.Length != weights[0])
            throw new ShapeMismatchException($"{Origin}: layer scale and bias of '{layer}' have {factors.Length} and {biases.Length} values; {weights[0]} are needed.");
        for (int i = 0; i < rows.Length; i++)
            rows[i] *= factors[i / weights[1]];
        for (int i = 0; i < biases.Length; i++)
            biases[i] *= factors[i];
        _folded.Set($"{layer}.weight", weights, rows);
        _folded.Set($"{layer}.bias", bias, biases);
    }

    private static void Transpose(double[] filters, int side)
    {
        for (int start = 0; start < filters.Length; start += side * side)
        {
            for (int i = 0; i < side; i++)
            {
                for (int j = 0; j < i; j++)
                    (filters[start + i * side + j], filters[start + j * side + i]) = (filters[start + j * side + i], filters[start + i * side + j]);
            }
        }
    }

    private void CheckCard(EncoderCard card)
    {
        if (_tensors.ShapeOf(EncoderTensors.Positions, 3) is var positions && (positions[0] != 1 || positions[1] > MaxPositions))
            throw new ShapeMismatchException($"{Origin}: '{_tensors.NameInFile(EncoderTensors.Positions)}' has shape {positions}; [1, 1 + patches, width] with at most {MaxPositions} positions is needed.");
        int heads = MmaDferConfig.HeadsOf(Width);
        if (card.Heads is { } stated && stated != heads)
            throw new ModelFileException($"{Origin}: config.json beside it states {stated} attention heads; a network of width {Width} has {heads}.");
        if (card.Activation is { } activation && activation is not "gelu")
            throw new ModelFileException($"{Origin}: config.json beside it states the activation function '{Printable.Text(activation)}'; the network has 'gelu'.");
    }
}
