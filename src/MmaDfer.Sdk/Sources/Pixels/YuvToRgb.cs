using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Sources.Pixels;

/// <summary>
/// ITU-R BT.601 from YUV to RGB in 16-bit fixed point, which differs from rounded real numbers only where those are within
/// 1/100 of a tie.
/// </summary>
internal readonly struct YuvToRgb
{
    private const int Half = 1 << 15;

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
            Pixel(y[x * lumaStep], u[pair], v[pair], rgb);
            (to, x, count, pair) = (3, x + 1, count - 1, pair + chromaStep);
        }
        int from = x * lumaStep;
        // In locals they stay in registers: fields would be loaded again after every store.
        (int black, int luma, int redV, int greenU, int greenV, int blueU) = (_black, _luma, _redV, _greenU, _greenV, _blueU);
        for (; count >= 2; count -= 2, from += 2 * lumaStep, pair += chromaStep, to += 6)
        {
            int uHere = u[pair] - 128;
            int vHere = v[pair] - 128;
            int red = (redV * vHere) + Half;
            int green = (greenU * uHere) + (greenV * vHere) + Half;
            int blue = (blueU * uHere) + Half;
            int left = (y[from] - black) * luma;
            int right = (y[from + lumaStep] - black) * luma;
            Span<byte> pixels = rgb.Slice(to, 6);
            pixels[0] = Clamp(left + red);
            pixels[1] = Clamp(left + green);
            pixels[2] = Clamp(left + blue);
            pixels[3] = Clamp(right + red);
            pixels[4] = Clamp(right + green);
            pixels[5] = Clamp(right + blue);
        }
        if (count > 0)
            Pixel(y[from], u[pair], v[pair], rgb[to..]);
    }

    /// <summary>A row whose U and V have the full width.</summary>
    public void FullRow(ReadOnlySpan<byte> y, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, Span<byte> rgb)
    {
        for (int x = 0, to = 0; to + 2 < rgb.Length; x++, to += 3)
            Pixel(y[x], u[x], v[x], rgb.Slice(to, 3));
    }

    /// <summary>A row without colours.</summary>
    public void GrayRow(ReadOnlySpan<byte> y, Span<byte> rgb)
    {
        for (int x = 0, to = 0; to + 2 < rgb.Length; x++, to += 3)
            Pixel(y[x], 128, 128, rgb.Slice(to, 3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pixel(int y, int u, int v, Span<byte> pixel)
    {
        u -= 128;
        v -= 128;
        int level = ((y - _black) * _luma) + Half;
        pixel[0] = Clamp(level + (_redV * v));
        pixel[1] = Clamp(level + (_greenU * u) + (_greenV * v));
        pixel[2] = Clamp(level + (_blueU * u));
    }

    /// <summary>The upper 16 bits, held to 0..255 without branches: noise in a frame would have those mispredicted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Clamp(int value)
    {
        value >>= 16;
        value &= ~(value >> 31);
        return (byte)(value | ((255 - value) >> 31));
    }
}
