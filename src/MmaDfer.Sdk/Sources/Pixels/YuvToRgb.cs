using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Sources.Pixels;

/// <summary>
/// ITU-R BT.601 from YUV to RGB in 16-bit fixed point, which differs from rounded real numbers only where those are within
/// 1/100 of a tie.
/// </summary>
internal readonly struct YuvToRgb
{
    private readonly int _black;
    private readonly int _luma;
    private readonly int _redV;
    private readonly int _greenU;
    private readonly int _greenV;
    private readonly int _blueU;

    private YuvToRgb(int black, int luma, int redV, int greenU, int greenV, int blueU)
    {
        _black = black;
        _luma = luma;
        _redV = redV;
        _greenU = greenU;
        _greenV = greenV;
        _blueU = blueU;
    }

    /// <summary>The coefficients, times 2^16, of a range.</summary>
    public static YuvToRgb Of(YuvRange range) => range == YuvRange.Full
        ? new(0, 65536, 91881, -22554, -46802, 116130)
        : new(16, 76309, 104597, -25675, -53279, 132201);

    /// <summary>
    /// A row whose U and V have half the width. Samples lie <paramref name="lumaStep"/> and
    /// <paramref name="chromaStep"/> bytes apart; all spans begin at the row's first pixel.
    /// </summary>
    public void Row(
        ReadOnlySpan<byte> y, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, int x, Span<byte> rgb, int lumaStep, int chromaStep)
    {
        int to = 0;
        int count = rgb.Length / 3;
        int pair = x / 2 * chromaStep;
        if ((x & 1) != 0 && count > 0)
        {
            Pixel(y[x * lumaStep], u[pair], v[pair], rgb, 0);
            (to, x, count, pair) = (3, x + 1, count - 1, pair + chromaStep);
        }
        int from = x * lumaStep;
        for (; count >= 2; count -= 2, from += 2 * lumaStep, pair += chromaStep, to += 6)
        {
            Pixel(y[from], u[pair], v[pair], rgb, to);
            Pixel(y[from + lumaStep], u[pair], v[pair], rgb, to + 3);
        }
        if (count > 0)
            Pixel(y[from], u[pair], v[pair], rgb, to);
    }

    /// <summary>A row whose U and V have the full width.</summary>
    public void FullRow(ReadOnlySpan<byte> y, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, Span<byte> rgb)
    {
        for (int x = 0, to = 0; to + 2 < rgb.Length; x++, to += 3)
            Pixel(y[x], u[x], v[x], rgb, to);
    }

    /// <summary>A row without colours.</summary>
    public void GrayRow(ReadOnlySpan<byte> y, Span<byte> rgb)
    {
        for (int x = 0, to = 0; to + 2 < rgb.Length; x++, to += 3)
            Pixel(y[x], 128, 128, rgb, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pixel(int y, int u, int v, Span<byte> rgb, int at)
    {
        u -= 128;
        v -= 128;
        int level = ((y - _black) * _luma) + 32768;
        Span<byte> pixel = rgb.Slice(at, 3);
        pixel[0] = Clamp((level + (_redV * v)) >> 16);
        pixel[1] = Clamp((level + (_greenU * u) + (_greenV * v)) >> 16);
        pixel[2] = Clamp((level + (_blueU * u)) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Clamp(int value) => (uint)value <= 255 ? (byte)value : value < 0 ? (byte)0 : (byte)255;
}
