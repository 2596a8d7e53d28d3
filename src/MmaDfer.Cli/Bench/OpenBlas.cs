using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MmaDfer.Cli.Bench;

/// <summary>
/// OpenBLAS's single-precision matrix product, where that library is installed (Debian: libopenblas0-pthread): the
/// baseline for our own speed.
/// </summary>
internal sealed unsafe class OpenBlas
{
    private static readonly string[] LibraryNames =
    [
        "libopenblas.so.0", "libopenblas.so", "libopenblas.dll", "openblas", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    ];

    private readonly delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemm;
    private readonly delegate* unmanaged<int, void> _setThreads;

    private OpenBlas(nint sgemm, nint setThreads)
    {
        _sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)sgemm;
        _setThreads = (delegate* unmanaged<int, void>)setThreads;
    }

    /// <summary>The library, or null where it is not installed.</summary>
    public static OpenBlas? TryLoad()
    {
        foreach (string name in LibraryNames)
        {
            if (NativeLibrary.TryLoad(name, out nint library)
                && NativeLibrary.TryGetExport(library, "cblas_sgemm", out nint sgemm)
                && NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out nint setThreads))
                return new OpenBlas(sgemm, setThreads);
        }
        return null;
    }

    public void SetThreads(int threads) => _setThreads(threads);

    /// <summary>c [m, n] = a [m, k] b [k, n], all row-major.</summary>
    public void Multiply(int m, int n, int k, float* a, float* b, float* c)
    {
        const int rowMajor = 101, noTranspose = 111;
        _sgemm(rowMajor, noTranspose, noTranspose, m, n, k, 1f, a, k, b, n, 0f, c, n);
    }
}

/// <summary>Times OpenBLAS on the most frequent large product of the base model at 160 px: 1712 x 768 x 3072.</summary>
internal sealed unsafe class PeerSgemm : IDisposable
{
    /// <summary>Floating-point operations of one product.</summary>
    public const long FloatOperations = 2L * M * N * K;

    private const int M = 1712, N = 768, K = 3072;

    private readonly OpenBlas _library;
    private readonly float* _a, _b, _c;

    private PeerSgemm(OpenBlas library, int threads)
    {
        _library = library;
        _library.SetThreads(threads);
        _a = CreateRandom(M * K);
        _b = CreateRandom(K * N);
        _c = CreateRandom(M * N);
    }

    public static PeerSgemm? TryCreate(int threads) =>
        OpenBlas.TryLoad() is { } library ? new PeerSgemm(library, threads) : null;

    /// <summary>GFLOP/s of one product.</summary>
    public double Run()
    {
        long start = Stopwatch.GetTimestamp();
        _library.Multiply(M, N, K, _a, _b, _c);
        return FloatOperations / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_a);
        NativeMemory.AlignedFree(_b);
        NativeMemory.AlignedFree(_c);
    }

    private static float* CreateRandom(int length)
    {
        float* values = (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), 64);
        var random = new Random(1);
        for (int i = 0; i < length; i++)
            values[i] = random.NextSingle() - 0.5f;
        return values;
    }
}
