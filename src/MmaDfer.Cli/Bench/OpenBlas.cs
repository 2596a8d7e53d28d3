using System.Runtime.InteropServices;

namespace MmaDfer.Cli.Bench;

/// <summary>
/// OpenBLAS's single-precision matrix product, where that library is installed (Debian: libopenblas0-pthread): the peer
/// that our own speed is measured against.
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
