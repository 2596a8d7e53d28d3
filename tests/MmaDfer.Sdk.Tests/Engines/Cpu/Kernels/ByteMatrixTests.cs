using MmaDfer.Sdk.Engines.Cpu;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Engines.Cpu.Kernels;

/// <summary>Weights rounded to 7 bits and packed.</summary>
[TestClass]
public sealed unsafe class ByteMatrixTests
{
    [TestMethod]
    [DataRow(16, 8)]
    [DataRow(1, 1)]
    [DataRow(37, 13)]
    [DataRow(128, 768)]
    [DataRow(70, 1027)]
    public void WeightsAreRoundedAndPackedAsTheTwinDoes(int outputs, int inputs)
    {
        var random = new Random(inputs);
        float[] weights = [.. Enumerable.Range(0, outputs * inputs).Select(_ => random.NextSingle() - 0.5f)];
        for (int output = 0; output < outputs; output++)
        {
            for (int k = 0; k < inputs; k++)
            {
                // Some inputs have small weights, large ones, or none; an output has none, others are not finite.
                weights[output * inputs + k] *= (k % 128) switch { 7 => 0.01f, 9 => 30, 11 => 0, _ => 1 };
                weights[output * inputs + k] *= (output % 64) switch { 5 => 0, 6 => 1e-42f, _ => 1 };
            }
        }
        Check(weights, outputs, inputs);
        weights[outputs / 2 * inputs + inputs / 3] = float.NaN;
        weights[outputs / 3 * inputs] = float.NegativeInfinity;
        Check(weights, outputs, inputs);
    }

    [TestMethod]
    public void OnlyUnusualInputsHaveFactors()
    {
        float[] weights = [.. Enumerable.Range(0, 64 * 64).Select(i => (i * 37 % 101 - 50) / 50f)];
        using (AlignedMemory memory = Filled(weights, 64, 64, out ByteMatrix plain))
        {
            Assert.IsFalse(plain.HasFactors);
            Assert.IsTrue(plain.Factors == null);
        }
        for (int output = 0; output < 64; output++)
            weights[output * 64 + 20] /= 50;
        using (AlignedMemory memory = Filled(weights, 64, 64, out ByteMatrix unusual))
        {
            Assert.AreEqual(1 / 50f, unusual.Factors[20], 0.005f);
            Assert.AreEqual(1, unusual.Factors[21]);
        }
    }

    private static void Check(float[] weights, int outputs, int inputs)
    {
        (int[][] numbers, float[] scales, float[] factors) = ByteTwin.Weights(weights, outputs, inputs);
        using AlignedMemory memory = Filled(weights, outputs, inputs, out ByteMatrix matrix);
        for (int k = 0; k < inputs; k++)
            Assert.AreEqual(factors[k], matrix.HasFactors ? matrix.Factors[k] : 1, $"factor {k}");
        for (int output = 0; output < matrix.Panels * ByteKernel.Columns; output++)
        {
            Assert.AreEqual(output < outputs ? scales[output] : 0, matrix.Scales[output], $"scale {output}");
            Assert.AreEqual(output < outputs ? numbers[output].Sum() : 0, matrix.Sums[output], $"sum {output}");
            sbyte* panel = matrix.Panel(output / ByteKernel.Columns);
            for (int k = 0; k < matrix.Depth; k++)
                Assert.AreEqual(output < outputs && k < inputs ? numbers[output][k] : 0, panel[k / 4 * 64 + output % 16 * 4 + k % 4], $"output {output}, input {k}");
        }
    }

    private static AlignedMemory Filled(float[] weights, int outputs, int inputs, out ByteMatrix matrix)
    {
        var store = new MemoryWeights("test");
        store.Set("w", new Shape(outputs, inputs), weights);
        var memory = new AlignedMemory(ByteMatrix.LengthOf(outputs, inputs));
        matrix = new ByteMatrix(memory.Address, outputs, inputs);
        matrix.Fill(new WeightScope(store)["w"]);
        return memory;
    }
}
