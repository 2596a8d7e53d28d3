using MmaDfer.Sdk.Engines.Cpu;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Tests.Engines.Cpu.Kernels;

/// <summary>Every kernel in 8 bit that this processor can run, in one process, and what rounds the rows for them.</summary>
[TestClass]
public sealed unsafe class ByteKernelTests
{
    /// <summary>A run that is meant for other processors (DOTNET_EnableAVX512=0, ...) must really use their kernels.</summary>
    [TestMethod]
    public void TheFastestComesFirstAndAnyProcessorHasOne()
    {
        Assert.AreSame(ByteKernel.Supported[0], ByteKernel.Best);
        Assert.IsInstanceOfType<ByteKernel128>(ByteKernel.Supported[^1]);
        string name = ByteKernel.Best.Name;
        switch (MicroKernel.InstructionSet)
        {
            case "AVX-512":
                Assert.AreEqual("AVX-512", name);
                break;
            case "AVX2":
                Assert.Contains(name, (string[])["AVX-VNNI", "AVX2"]);
                break;
            default:
                Assert.Contains(name, (string[])["Arm dot product", "128-bit vectors"]);
                break;
        }
        Console.WriteLine(string.Join(", ", ByteKernel.Supported.Select(k => k.Name)));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(13)]
    [DataRow(96)]
    [DataRow(384)]
    public void EveryKernelGivesTheExactSums(int steps)
    {
        foreach (ByteKernel kernel in ByteKernel.Supported)
        {
            using var a = new AlignedMemory(steps * kernel.Rows * ByteKernel.Step / sizeof(float));
            using var b = new AlignedMemory(steps * ByteKernel.Step * ByteKernel.Columns / sizeof(float));
            using var c = new AlignedMemory(kernel.Rows * ByteKernel.Columns + 16);
            byte* left = (byte*)a.Address;
            sbyte* right = (sbyte*)b.Address;
            int* tile = (int*)c.Address;
            // All at the limit first: the largest sums that there are, of both signs.
            foreach ((int low, int high, int weight) in ((int, int, int)[])[(127, 127, 63), (127, 127, -63), (0, 127, 0)])
            {
                var random = new Random(steps);
                for (int i = 0; i < steps * kernel.Rows * ByteKernel.Step; i++)
                    left[i] = (byte)random.Next(low, high + 1);
                for (int i = 0; i < steps * ByteKernel.Step * ByteKernel.Columns; i++)
                    right[i] = (sbyte)(weight == 0 ? random.Next(-63, 64) : weight);
                new Span<int>(tile, kernel.Rows * ByteKernel.Columns + 16).Fill(7);
                kernel.Run(steps, left, right, tile);
                for (int i = 0; i < kernel.Rows * ByteKernel.Columns; i++)
                    Assert.AreEqual(Sum(steps, kernel.Rows, left, right, i / ByteKernel.Columns, i % ByteKernel.Columns), tile[i], $"{kernel.Name}, element {i}");
                Assert.AreEqual(7, tile[kernel.Rows * ByteKernel.Columns], $"{kernel.Name} wrote beyond its tile");
            }
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(8)]
    [DataRow(67)]
    [DataRow(96)]
    [DataRow(3072)]
    public void RowsAreRoundedAsTheTwinDoes(int depth)
    {
        const int height = 12;
        int stride = depth + 3;
        using var source = new AlignedMemory(height * stride);
        for (int i = 0; i < height * stride; i++)
            source.Address[i] = float.NaN;
        string[] kinds = ["random", "zeros", "constant", "negative", "outlier", "tiny", "huge", "NaN", "infinite", "too wide"];
        var random = new Random(depth);
        for (int row = 0; row < kinds.Length; row++)
        {
            for (int k = 0; k < depth; k++)
            {
                float value = 4 * random.NextSingle() - 1.5f;
                int special = depth / 2;
                source.Address[row * stride + k] = kinds[row] switch
                {
                    "zeros" => 0,
                    "constant" => 3.7f,
                    "negative" => -2 - value,
                    "outlier" when k == special => 1e6f,
                    "tiny" => 1e-40f * value,
                    "huge" => 1e37f * value,
                    "NaN" when k == special => float.NaN,
                    "infinite" when k == special => float.NegativeInfinity,
                    "too wide" => k == special ? -3e38f : 3e38f,
                    _ => value,
                };
            }
        }
        foreach (float size in (float[])[0, 1, 0.01f])
        {
            float[] factors = [.. Enumerable.Range(0, (depth + 7) / 8 * 8).Select(k => size == 0 ? 1 : k >= depth ? 0 : k % 5 == 2 ? size * 0.3f : size)];
            CheckRows(source, stride, kinds, depth, height, factors, size != 0);
        }
    }

    private static void CheckRows(AlignedMemory source, int stride, string[] kinds, int depth, int height, float[] factors, bool pass)
    {
        int steps = (depth + 7) / 8;
        byte[] packed = new byte[steps * 8 * height];
        Array.Fill(packed, (byte)99);
        float[] scales = new float[height];
        int[] zeros = new int[height];
        fixed (byte* to = packed)
        fixed (float* s = scales, f = factors)
        fixed (int* z = zeros)
            ByteRows.Run(source.Address, stride, kinds.Length, depth, pass ? f : null, to, height, s, z);
        for (int row = 0; row < height; row++)
        {
            bool exists = row < kinds.Length;
            string kind = exists ? kinds[row] : "none";
            (int[] values, float scale, int zero) = exists
                ? ByteTwin.Row(new ReadOnlySpan<float>(source.Address + row * stride, depth), factors)
                : (new int[depth], 0, 0);
            Assert.AreEqual(scale, scales[row], $"scale of {kind}");
            // What is not a number must not become one; which bytes it has does not matter then.
            if (kind is "NaN" or "infinite")
                Assert.IsTrue(float.IsNaN(scales[row]), kind);
            if (float.IsNaN(scale))
                continue;
            Assert.AreEqual(zero, zeros[row], $"zero point of {kind}");
            for (int k = 0; k < depth && scale != 0; k++)
                Assert.AreEqual(values[k], packed[k / 8 * 8 * height + row * 8 + k % 8], $"{kind}, value {k}");
            foreach (byte value in packed)
                Assert.IsLessThanOrEqualTo(127, value);
        }
    }

    private static int Sum(int steps, int rows, byte* left, sbyte* right, int row, int column)
    {
        int sum = 0;
        for (int k = 0; k < steps * ByteKernel.Step; k++)
            sum += left[(k / 8 * rows + row) * 8 + k % 8] * right[(k / 4 * ByteKernel.Columns + column) * 4 + k % 4];
        return sum;
    }
}
