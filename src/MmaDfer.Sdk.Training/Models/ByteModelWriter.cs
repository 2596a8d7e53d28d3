using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines.Cpu;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Safetensors;

namespace MmaDfer.Sdk.Models;

/// <summary>Writes model files in 8 bit: the linear layers of the encoders as <see cref="ByteWeights"/> describes, everything else in float32.</summary>
internal static unsafe class ByteModelWriter
{
    private const int Chunk = 1 << 18;

    /// <summary>Writes a model. The numbers are those that the CPU engine makes of the same weights.</summary>
    /// <param name="output">The file.</param>
    /// <param name="weights">The model, in floats.</param>
    /// <param name="config">Its sizes.</param>
    /// <param name="metadata">Metadata of a file of floats.</param>
    /// <param name="progress">Receives the completed share, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="ModelFileException">The file cannot be written, the weights cannot be read, or all layers are too small.</exception>
    public static void Write(
        string output, WeightStore weights, MmaDferConfig config, IReadOnlyDictionary<string, string> metadata,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        NetworkTensor[] all = [.. NetworkTensors.Of(config).Where(t => weights.Tensors.ContainsKey(t.Name))];
        TensorInfo[] matrices = [.. all.Where(InBytes).Select(t => new TensorInfo(t.Name, t.Shape, TensorType.ScaledInt8))];
        if (matrices.Length == 0)
            throw new ModelFileException($"{weights.Origin}: no linear layer of its encoders has at least 64 inputs and outputs in multiples of {ByteWeights.Panel}; so small a model gains nothing by 8 bit: leave it as it is.");
        // The numbers come first: their sizes are multiples of a cache line, so that all of them begin at one.
        var parts = new Dictionary<string, float[]>();
        var tensors = new List<TensorInfo>(matrices);
        foreach (TensorInfo tensor in matrices)
        {
            tensors.Add(new(tensor.Name + ByteWeights.Scales, new Shape(tensor.Shape[0]), TensorType.Float32));
            tensors.Add(new(tensor.Name + ByteWeights.Factors, new Shape(tensor.Shape[1]), TensorType.Float32));
            tensors.Add(new(tensor.Name + ByteWeights.Sums, new Shape(tensor.Shape[0]), TensorType.Float32));
        }
        tensors.AddRange(all.Where(t => !InBytes(t)).Select(t => weights.Tensors[t.Name] with { Type = TensorType.Float32 }));
        var marked = new Dictionary<string, string>(metadata)
        {
            [ModelMetadata.Precision] = ByteWeights.Int8,
            [ModelMetadata.FormatVersion] = ModelMetadata.ByteVersion.ToString(CultureInfo.InvariantCulture),
        };
        long total = tensors.Sum(t => t.Shape.Count), done = 0;
        SafetensorsWriter.Write(output, tensors, marked, (tensor, stream) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (tensor.Type == TensorType.ScaledInt8)
                WriteNumbers(tensor, weights, parts, stream);
            else if (parts.TryGetValue(tensor.Name, out float[]? part))
                stream.Write(MemoryMarshal.AsBytes(part.AsSpan()));
            else
                WriteFloats(tensor, weights, stream, cancellationToken);
            done += tensor.Shape.Count;
            progress?.Report((double)done / total);
        });
    }

    /// <summary>Whether a tensor is a linear layer of an encoder that the engine computes in 8 bit.</summary>
    private static bool InBytes(NetworkTensor tensor) =>
        tensor is { Kind: TensorKind.LinearWeight, Trained: false, Used: true } && ByteWeights.Suits(tensor.Shape) && ByteMatrix.Suits(tensor.Shape);

    private static void WriteNumbers(TensorInfo tensor, WeightStore weights, Dictionary<string, float[]> parts, Stream stream)
    {
        int outputs = tensor.Shape[0], inputs = tensor.Shape[1];
        using var memory = new AlignedMemory(ByteMatrix.LengthOf(outputs, inputs));
        var matrix = new ByteMatrix(memory.Address, outputs, inputs);
        matrix.Fill(new Weight(weights, weights.Tensors[tensor.Name]));
        stream.Write(new ReadOnlySpan<byte>(matrix.Panel(0), checked(outputs * inputs)));
        float[] factors = new float[inputs], sums = new float[outputs];
        Array.Fill(factors, 1f);
        if (matrix.HasFactors)
            new ReadOnlySpan<float>(matrix.Factors, inputs).CopyTo(factors);
        for (int i = 0; i < outputs; i++)
            sums[i] = matrix.Sums[i];
        parts.Add(tensor.Name + ByteWeights.Scales, new ReadOnlySpan<float>(matrix.Scales, outputs).ToArray());
        parts.Add(tensor.Name + ByteWeights.Factors, factors);
        parts.Add(tensor.Name + ByteWeights.Sums, sums);
    }

    private static void WriteFloats(TensorInfo tensor, WeightStore weights, Stream stream, CancellationToken cancellationToken)
    {
        float[] values = ArrayPool<float>.Shared.Rent(Chunk);
        for (long start = 0, count = tensor.Shape.Count; start < count; start += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<float> part = values.AsSpan(0, (int)Math.Min(Chunk, count - start));
            weights.Read(weights.Tensors[tensor.Name], start, part);
            stream.Write(MemoryMarshal.AsBytes(part));
        }
        ArrayPool<float>.Shared.Return(values);
    }
}
