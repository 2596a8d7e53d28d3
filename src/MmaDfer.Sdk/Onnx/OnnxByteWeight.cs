using System.Runtime.InteropServices;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Onnx;

/// <summary>
/// A weight of a model file in 8 bit, for a product: the numbers of some outputs, transposed [inputs, count], without their scales. They have seven
/// bits, with which runtimes do not saturate on AVX2.
/// </summary>
internal sealed class OnnxByteWeight(Weight weight, ByteWeight stored, int first, int count)
    : OnnxTensor($"{weight.Name}.T{OnnxWeight.Part(weight, first, count)}", OnnxType.Int8, new Shape(weight.Shape[1], count))
{
    public override string? WeightName => weight.Name;

    /// <summary>The scales of these outputs.</summary>
    public static OnnxTensor Scales(Weight weight, ByteWeight stored, int first, int count) => new Numbers(
        $"{weight.Name}.scales{OnnxWeight.Part(weight, first, count)}", new Shape(count), weight, stored, (scales, _) => scales.AsSpan(first, count));

    /// <summary>The factors of the inputs; null if all are 1.</summary>
    public static OnnxTensor? Factors(Weight weight, ByteWeight stored)
    {
        float[] factors = new float[weight.Shape[1]];
        stored.ReadScales(new float[weight.Shape[0]], factors);
        return factors.All(f => f == 1) ? null : new Numbers($"{weight.Name}.factors", new Shape(factors.Length), weight, stored, (_, all) => all);
    }

    public override void Fill(Span<byte> destination)
    {
        Span<sbyte> target = MemoryMarshal.Cast<byte, sbyte>(destination);
        int inputs = weight.Shape[1];
        sbyte[] panel = new sbyte[ByteWeights.Panel * inputs];
        for (int output = first; output < first + count; output++)
        {
            int lane = output % ByteWeights.Panel * ByteWeights.Group;
            if (output == first || lane == 0)
                stored.Read((long)(output / ByteWeights.Panel) * panel.Length, panel);
            for (int k = 0; k < inputs; k++)
                target[(k * count) + output - first] = panel[(k / ByteWeights.Group * ByteWeights.Group * ByteWeights.Panel) + lane + (k % ByteWeights.Group)];
        }
    }

    private delegate Span<float> Choice(float[] scales, float[] factors);

    private sealed class Numbers(string name, Shape shape, Weight weight, ByteWeight stored, Choice choice) : OnnxTensor(name, OnnxType.Float32, shape)
    {
        public override string? WeightName => weight.Name;

        public override void Fill(Span<byte> destination)
        {
            float[] scales = new float[weight.Shape[0]], factors = new float[weight.Shape[1]];
            stored.ReadScales(scales, factors);
            MemoryMarshal.AsBytes(choice(scales, factors)).CopyTo(destination);
        }
    }
}
