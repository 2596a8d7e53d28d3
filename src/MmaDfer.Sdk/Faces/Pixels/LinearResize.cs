using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MmaDfer.Sdk.Faces.Pixels;

/// <summary>
/// Plain bilinear resize of grey frames, without antialiasing: every pixel is mixed of four, with weights of 8 bits along each
/// axis, as OpenCV's INTER_LINEAR_EXACT, bit for bit. Keeps its memory. One thread at a time.
/// </summary>
internal sealed class LinearResize
{
    private readonly LinearAxis _columns = new(), _rows = new();
    private byte[] _pixels = [];

    /// <summary>The last result, rows without gaps.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Resizes a frame, which is at least as large.</summary>
    public void Resize(GrayFrame source, int width, int height)
    {
        if (_pixels.Length < width * height)
            _pixels = new byte[width * height];
        _columns.Prepare(source.Width, width);
        _rows.Prepare(source.Height, height);
        int needed = source.Width + GrayFrame.Slack;
        for (int y = 0; y < height; y++)
        {
            int share = _rows.Shares[y] >> 16, first = _rows.First[y] * source.Width;
            ReadOnlySpan<byte> upper = source.Pixels.Slice(first, needed);
            // Where nothing of the lower row is taken it may not be there.
            ReadOnlySpan<byte> lower = share == 0 ? upper : source.Pixels.Slice(first + source.Width, needed);
            Row(upper, lower, share, _columns, _pixels.AsSpan(y * width, width));
        }
    }

    private static unsafe void Row(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int share, LinearAxis columns, Span<byte> target)
    {
        ReadOnlySpan<int> first = columns.First[..target.Length], shares = columns.Shares[..target.Length];
        int x = 0;
        if (Vector256.IsHardwareAccelerated && Avx2.IsSupported)
        {
            fixed (byte* top = upper, bottom = lower)
            {
                ref int places = ref MemoryMarshal.GetReference(first);
                ref int weights = ref MemoryMarshal.GetReference(shares);
                for (; x <= target.Length - 8; x += 8)
                {
                    Vector256<int> at = Vector256.LoadUnsafe(ref places, (nuint)x);
                    Vector256<short> weight = Vector256.LoadUnsafe(ref weights, (nuint)x).AsInt16();
                    Vector256<int> mixed = (Avx2.MultiplyAddAdjacent(Pairs(top, at), weight) * (LinearAxis.One - share))
                        + (Avx2.MultiplyAddAdjacent(Pairs(bottom, at), weight) * share);
                    Vector256<uint> bytes = ((mixed + Vector256.Create(1 << 15)) >>> 16).AsUInt32();
                    Vector128<ushort> words = Vector128.Narrow(bytes.GetLower(), bytes.GetUpper());
                    Vector128.Narrow(words, words).GetLower().CopyTo(target[x..]);
                }
            }
        }
        for (; x < target.Length; x++)
        {
            int left = shares[x] & 0xFFFF, right = shares[x] >> 16;
            int above = (upper[first[x]] * left) + (upper[first[x] + 1] * right);
            int below = (lower[first[x]] * left) + (lower[first[x] + 1] * right);
            target[x] = (byte)(((above * (LinearAxis.One - share)) + (below * share) + (1 << 15)) >> 16);
        }
    }

    /// <summary>A pixel and the one after it, 16 bits each, from eight places.</summary>
    private static unsafe Vector256<short> Pairs(byte* row, Vector256<int> places)
    {
        Vector256<int> words = Avx2.GatherVector256((int*)row, places, 1);
        return ((words & Vector256.Create(0xFF)) | ((words & Vector256.Create(0xFF00)) << 8)).AsInt16();
    }
}

/// <summary>One axis of a bilinear resize: from which two neighbours each target position is mixed. Keeps its memory.</summary>
internal sealed class LinearAxis
{
    /// <summary>What the two weights of a position add up to.</summary>
    public const int One = 256;

    private int[] _first = [], _shares = [];
    private int _source, _target;

    /// <summary>The first of the two source positions.</summary>
    public ReadOnlySpan<int> First => _first;

    /// <summary>The weight of the first in the lower 16 bits, that of the second in the upper ones.</summary>
    public ReadOnlySpan<int> Shares => _shares;

    public void Prepare(int source, int target)
    {
        if (source == _source && target == _target)
            return;
        if (_first.Length < target)
            (_first, _shares) = (new int[target], new int[target]);
        double scale = 1 / ((double)target / source);
        for (int i = 0; i < target; i++)
        {
            double position = (scale * (i + 0.5)) - 0.5;
            int first = (int)Math.Floor(position);
            (_first[i], int second) = first < 0 ? (0, 0)
                : first >= source - 1 ? (source - 1, 0)
                : (first, (int)Math.Round((position - first) * One));
            _shares[i] = (second << 16) | (One - second);
        }
        (_source, _target) = (source, target);
    }
}
