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
            : MicroKernel.Columns switch { 32 => "AVX-512", 24 => "AVX2", _ => "128-bit vectors" };
        Assert.AreEqual(expected, MicroKernel.InstructionSet);
    }

    [TestMethod]
    [DataRow(1, Added.Nothing, false)]
    [DataRow(37, Added.Nothing, false)]
    [DataRow(37, Added.Nothing, true)]
    [DataRow(37, Added.Itself, false)]
    [DataRow(37, Added.Itself, true)]
    [DataRow(37, Added.Another, false)]
    [DataRow(37, Added.Another, true)]
    public void ATileIsTheProductAndWhatIsAdded(int depth, Added added, bool hasBias)
    {
        int rows = MicroKernel.Rows, columns = MicroKernel.Columns, stride = columns + 3, otherStride = columns + 5;
        using var a = new AlignedMemory(depth * rows);
        using var b = new AlignedMemory(depth * columns);
        using var c = new AlignedMemory(rows * stride);
        using var other = new AlignedMemory(rows * otherStride);
        using var bias = new AlignedMemory(columns);
        Fill(a, 1);
        Fill(b, 2);
        Fill(c, 3);
        Fill(other, 6);
        Fill(bias, 7);
        float[] before = new Span<float>(c.Address, rows * stride).ToArray();
        float* d = added == Added.Nothing ? null : added == Added.Itself ? c.Address : other.Address;
        MicroKernel.Run(depth, a.Address, b.Address, c.Address, stride, d, added == Added.Itself ? stride : otherStride, hasBias ? bias.Address : null);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < stride; column++)
            {
                double expected = added == Added.Itself || column >= columns ? before[row * stride + column] : 0;
                if (added == Added.Another && column < columns)
                    expected += other.Address[row * otherStride + column];
                if (hasBias && column < columns)
                    expected += bias.Address[column];
                for (int k = 0; k < depth && column < columns; k++)
                    expected += (double)a.Address[k * rows + row] * b.Address[k * columns + column];
                Assert.AreEqual(expected, c.Address[row * stride + column], 1e-5, $"row {row}, column {column}");
            }
        }
    }

    /// <summary>What a tile adds to the product.</summary>
    public enum Added
    {
        Nothing,
        Itself,
        Another,
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
