using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MmaDfer.Cli.Bench;

/// <summary>Times OpenBLAS on the commonest large product of the base model at 160 px: 1712 x 768 x 3072.</summary>
internal sealed unsafe class PeerSgemm : IDisposable
{
    private const int M = 1712, N = 768, K = 3072;

    private readonly OpenBlas _library;
    private readonly float* _a, _b, _c;

    private PeerSgemm(OpenBlas library, int threads)
    {
        _library = library;
        _library.SetThreads(threads);
        _a = Random(M * K);
        _b = Random(K * N);
        _c = Random(M * N);
    }

    public static PeerSgemm? TryCreate(int threads) =>
        OpenBlas.TryLoad() is { } library ? new PeerSgemm(library, threads) : null;

    /// <summary>GFLOP/s of one product.</summary>
    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        _library.Multiply(M, N, K, _a, _b, _c);
        return 2.0 * M * N * K / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_a);
        NativeMemory.AlignedFree(_b);
        NativeMemory.AlignedFree(_c);
    }

    private static float* Random(int length)
    {
        float* values = (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), 64);
        var random = new Random(1);
        for (int i = 0; i < length; i++)
            values[i] = random.NextSingle() - 0.5f;
        return values;
    }
}
