using MmaDfer.Sdk.Engines.Cpu;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Tests.Engines.Cpu.Kernels;

[TestClass]
public sealed unsafe class MicroKernelTests
{
    /// <summary>A run that is meant for other kernels (MMADFER_EXPECT_INSTRUCTIONS) must really use those.</summary>
    [TestMethod]
    public void TheKernelIsTheRequestedOne()
    {
        string expected = Environment.GetEnvironmentVariable("MMADFER_EXPECT_INSTRUCTIONS") is { Length: > 0 } asked
            ? asked
            : MicroKernel.Rows switch { 12 => "AVX-512", 6 => "AVX2", _ => "128-bit vectors" };
        Assert.AreEqual(expected, MicroKernel.InstructionSet);
    }

    [TestMethod]
    [DataRow(1, false)]
    [DataRow(37, false)]
    [DataRow(37, true)]
    public void ATileIsTheProduct(int depth, bool accumulate)
    {
        int rows = MicroKernel.Rows, columns = MicroKernel.Columns, stride = columns + 3;
        using var a = new AlignedMemory(depth * rows);
        using var b = new AlignedMemory(depth * columns);
        using var c = new AlignedMemory(rows * stride);
        Fill(a, 1);
        Fill(b, 2);
        Fill(c, 3);
        float[] before = new Span<float>(c.Address, rows * stride).ToArray();
        MicroKernel.Run(depth, a.Address, b.Address, c.Address, stride, accumulate);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < stride; column++)
            {
                double expected = accumulate || column >= columns ? before[row * stride + column] : 0;
                for (int k = 0; k < depth && column < columns; k++)
                    expected += (double)a.Address[k * rows + row] * b.Address[k * columns + column];
                Assert.AreEqual(expected, c.Address[row * stride + column], 1e-5, $"row {row}, column {column}");
            }
        }
    }

    [TestMethod]
    [DataRow(1, 1, 12)]
    [DataRow(12, 9, 12)]
    [DataRow(7, 6, 12)]
    [DataRow(30, 5, 32)]
    [DataRow(3, 4, 6)]
    public void PackedRowsAreInterleavedAndPadded(int rows, int depth, int height)
    {
        const int stride = 11;
        using var source = new AlignedMemory(rows * stride);
        using var packed = new AlignedMemory(depth * height);
        Fill(source, 4);
        Fill(packed, 5);
        PackRows.Run(source.Address, stride, rows, depth, packed.Address, height);
        for (int k = 0; k < depth; k++)
            for (int row = 0; row < height; row++)
                Assert.AreEqual(row < rows ? source.Address[row * stride + k] : 0, packed.Address[k * height + row]);
    }

    private static void Fill(AlignedMemory memory, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < memory.Length; i++)
            memory.Address[i] = random.NextSingle() - 0.5f;
    }
}
