using System.Buffers;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights.Bytes;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Weights;

/// <summary>
/// A model file in 8 bit. A weight [outputs, inputs] of type I8 holds whole numbers in -63..63, in the order in which processors multiply:
/// panels of 16 outputs, in these groups of 4 inputs, in these the 4 numbers of each output. Beside it are <c>.scales</c> [outputs],
/// <c>.factors</c> [inputs] and <c>.sums</c> [outputs] of the numbers, in float32: weight = number * scale * factor. Engines that do not know
/// this read the products. Owns the file.
/// </summary>
internal sealed class ByteWeights : WeightStore
{
    /// <summary>The metadata that marks such files, and its value.</summary>
    public const string PrecisionKey = "precision", Int8 = "int8";

    public const string Scales = ".scales", Factors = ".factors", Sums = ".sums";

    /// <summary>Outputs of a panel; outputs and inputs are multiples of it.</summary>
    public const int Panel = 16;

    /// <summary>Inputs of a group.</summary>
    public const int Group = 4;

    /// <summary>With more inputs the sums of a product would not fit into 32 bits.</summary>
    private const int MaxInputs = 1 << 16;

    private readonly SafetensorsFile _file;
    private readonly Dictionary<string, TensorInfo> _tensors = [];

    private ByteWeights(SafetensorsFile file)
    {
        _file = file;
        foreach (TensorInfo tensor in file.Tensors.Values)
        {
            if (tensor.Type == TensorType.Int8)
                AddNumbers(tensor);
            else if (!IsBeside(tensor.Name))
                _tensors.Add(tensor.Name, tensor);
        }
    }

    public override string Origin => _file.Origin;

    public override IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    public override IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    /// <summary>Whether a tensor of this shape can be stored so.</summary>
    public static bool Suits(Shape shape) =>
        shape.Rank == 2 && shape[0] % Panel == 0 && shape[1] % Panel == 0 && shape[0] > 0 && shape[1] is > 0 and <= MaxInputs;

    /// <summary>Whether any tensor of a store is in 8 bit.</summary>
    public static bool Holds(WeightStore weights) => weights.Tensors.Values.Any(t => t.Type == TensorType.ScaledInt8);

    /// <summary>A store of a file in 8 bit, with the weights instead of their parts; any other store itself.</summary>
    /// <exception cref="ModelFileException">Parts are missing or have the wrong shape; the store is the caller's still.</exception>
    public static WeightStore Of(WeightStore weights) =>
        weights is SafetensorsFile file && file.Metadata.GetValueOrDefault(PrecisionKey) == Int8 ? new ByteWeights(file) : weights;

    public override void Read(TensorInfo tensor, long start, Span<float> destination)
    {
        if (Bytes(tensor) is not { } stored)
        {
            _file.Read(_file.Tensors[tensor.Name], start, destination);
            return;
        }
        CheckRange(tensor.Shape.Count, start, destination.Length);
        int outputs = tensor.Shape[0], inputs = tensor.Shape[1];
        float[] scales = ArrayPool<float>.Shared.Rent(outputs), factors = ArrayPool<float>.Shared.Rent(inputs);
        sbyte[] panel = ArrayPool<sbyte>.Shared.Rent(Panel * inputs);
        stored.ReadScales(scales.AsSpan(0, outputs), factors.AsSpan(0, inputs));
        int present = -1;
        while (destination.Length > 0)
        {
            int output = (int)(start / inputs), first = (int)(start % inputs), count = Math.Min(inputs - first, destination.Length);
            if (output / Panel != present)
            {
                present = output / Panel;
                stored.Read((long)present * Panel * inputs, panel.AsSpan(0, Panel * inputs));
            }
            int lane = output % Panel * Group;
            for (int i = 0, k = first; i < count; i++, k++)
                destination[i] = panel[k / Group * (Group * Panel) + lane + k % Group] * scales[output] * factors[k];
            destination = destination[count..];
            start += count;
        }
        ArrayPool<float>.Shared.Return(scales);
        ArrayPool<float>.Shared.Return(factors);
        ArrayPool<sbyte>.Shared.Return(panel);
    }

    public override ByteWeight? Bytes(TensorInfo tensor) =>
        _tensors[tensor.Name].Type == TensorType.ScaledInt8 ? new ByteWeight(_file, _file.Tensors[tensor.Name]) : null;

    public override void Dispose() => _file.Dispose();

    private void AddNumbers(TensorInfo tensor)
    {
        string name = Printable.Text(tensor.Name);
        if (!Suits(tensor.Shape))
            throw new ModelFileException($"{Origin}: the tensor '{name}' of 8-bit numbers has shape {tensor.Shape}; it must have two sizes that are multiples of {Panel}, the second at most {MaxInputs}.");
        foreach ((string part, int length) in (ReadOnlySpan<(string, int)>)[(Scales, tensor.Shape[0]), (Factors, tensor.Shape[1]), (Sums, tensor.Shape[0])])
        {
            if (!_file.Tensors.TryGetValue(tensor.Name + part, out TensorInfo? found))
                throw new ModelFileException($"{Origin}: the tensor '{name}{part}' is missing, without which the 8-bit numbers of '{name}' mean nothing; convert the original again.");
            if (found.Shape != new Shape(length) || found.Type != TensorType.Float32)
                throw new ModelFileException($"{Origin}: the tensor '{name}{part}' has shape {found.Shape} and type {TensorTypes.Name(found.Type)}; [{length}] and F32 are needed; convert the original again.");
        }
        _tensors.Add(tensor.Name, tensor with { Type = TensorType.ScaledInt8 });
    }

    /// <summary>Whether a tensor belongs to one of 8-bit numbers.</summary>
    private bool IsBeside(string name)
    {
        foreach (string part in (ReadOnlySpan<string>)[Scales, Factors, Sums])
        {
            if (name.EndsWith(part, StringComparison.Ordinal)
                && _file.Tensors.TryGetValue(name[..^part.Length], out TensorInfo? whole) && whole.Type == TensorType.Int8)
                return true;
        }
        return false;
    }
}

/// <summary>A weight as a model file in 8 bit holds it. Reading is safe from several threads.</summary>
internal sealed class ByteWeight
{
    private readonly SafetensorsFile _file;
    private readonly TensorInfo _tensor;

    public ByteWeight(SafetensorsFile file, TensorInfo tensor)
    {
        _file = file;
        _tensor = tensor;
        Offset = file.OffsetOf(tensor);
    }

    /// <summary>The file.</summary>
    public ByteSource Source => _file.Source;

    /// <summary>Where its numbers begin in the file.</summary>
    public long Offset { get; }

    /// <summary>Reads the scale of each output and the factor of each input.</summary>
    /// <exception cref="ModelFileException">One of them is impossible.</exception>
    public void ReadScales(Span<float> scales, Span<float> factors)
    {
        _file.Read(_file.Tensors[_tensor.Name + ByteWeights.Scales], 0, scales);
        _file.Read(_file.Tensors[_tensor.Name + ByteWeights.Factors], 0, factors);
        foreach (float scale in scales)
        {
            if (!float.IsFinite(scale) || scale < 0)
                throw Damaged("a scale is negative, infinite or NaN");
        }
        foreach (float factor in factors)
        {
            if (!float.IsFinite(factor) || factor <= 0)
                throw Damaged("a factor is not a positive number");
        }
    }

    /// <summary>Reads the sum of the numbers of each output.</summary>
    public void ReadSums(Span<float> sums) => _file.Read(_file.Tensors[_tensor.Name + ByteWeights.Sums], 0, sums);

    /// <summary>Reads numbers in their order in the file.</summary>
    public void Read(long start, Span<sbyte> destination) => Source.Read(Offset + start, MemoryMarshal.AsBytes(destination));

    public ModelFileException Damaged(string why) => new(
        $"{_file.Origin}: damaged: of the 8-bit tensor '{Printable.Text(_tensor.Name)}' {why}; convert the original again, or download the file again.");
}
