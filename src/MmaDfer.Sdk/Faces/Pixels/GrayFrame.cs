using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces.Pixels;

/// <summary>A rectangle of a frame in grey, rows without gaps. Keeps its memory. One thread at a time.</summary>
internal sealed class GrayFrame
{
    /// <summary>Bytes behind the pixels that may be read but mean nothing.</summary>
    public const int Slack = 4;

    private readonly GrayRows _rows = new();
    private byte[] _pixels = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Width x Height bytes, and <see cref="Slack"/> more.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels.AsSpan(0, (Width * Height) + Slack);

    /// <summary>Reads a rectangle, which must be inside the frame.</summary>
    public void Load(FrameView frame, int left, int top, int width, int height)
    {
        (Width, Height) = (width, height);
        int needed = checked((width * height) + Slack);
        if (_pixels.Length < needed)
            _pixels = new byte[needed];
        for (int y = 0; y < height; y++)
            _rows.Read(frame, top + y, left, _pixels.AsSpan(y * width, width));
    }
}

/// <summary>
/// Rows of any frame as grey, by the weights of ITU-R BT.601 in 15-bit fixed point: (9798 R + 19235 G + 3735 B + 2^14) >> 15, as
/// OpenCV's BGR2GRAY. Keeps a scratch row. One thread at a time.
/// </summary>
internal sealed class GrayRows
{
    private const int Red = 9798, Green = 19235, Blue = 3735, Half = 1 << 14, Shift = 15;

    private byte[] _rgb = [];

    /// <summary>Pixels <paramref name="x"/> onwards of row <paramref name="y"/>, as many as <paramref name="gray"/> holds.</summary>
    public void Read(FrameView frame, int y, int x, Span<byte> gray)
    {
        frame.ThrowIfTurned();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)frame.Height, nameof(y));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)(uint)x + (uint)gray.Length, (ulong)frame.Width, nameof(x));
        if (gray.IsEmpty)
            return;
        switch (frame.Layout)
        {
            case PixelLayout.Gray8:
                frame.Pixels.Slice(frame.Geometry.Row(y) + x, gray.Length).CopyTo(gray);
                break;
            case PixelLayout.Rgba32:
                Words(Row(frame, y, x, gray.Length), gray, Red, Green, Blue, shift: 0);
                break;
            case PixelLayout.Bgra32:
                Words(Row(frame, y, x, gray.Length), gray, Blue, Green, Red, shift: 0);
                break;
            case PixelLayout.Argb32:
                Words(Row(frame, y, x, gray.Length), gray, Red, Green, Blue, shift: 8);
                break;
            default:
                if (_rgb.Length < 3 * gray.Length)
                    _rgb = new byte[3 * gray.Length];
                frame.ReadRow(y, x, _rgb.AsSpan(0, 3 * gray.Length));
                Triples(_rgb.AsSpan(0, 3 * gray.Length), gray);
                break;
        }
    }

    private static ReadOnlySpan<byte> Row(FrameView frame, int y, int x, int count) =>
        frame.Pixels.Slice(frame.Geometry.Row(y) + (4 * x), 4 * count);

    /// <summary>Pixels of 4 bytes; <paramref name="shift"/> is 8 where the three that count come after the first.</summary>
    private static void Words(ReadOnlySpan<byte> pixels, Span<byte> gray, int first, int second, int third, int shift)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            ref byte source = ref MemoryMarshal.GetReference(pixels);
            ref byte target = ref MemoryMarshal.GetReference(gray);
            for (; i <= gray.Length - 16; i += 16)
            {
                Vector256<int> a = Vector256.LoadUnsafe(ref source, (nuint)(4 * i)).AsInt32() >>> shift;
                Vector256<int> b = Vector256.LoadUnsafe(ref source, (nuint)((4 * i) + 32)).AsInt32() >>> shift;
                Vector256<ushort> both = Vector256.Narrow(
                    Weigh(a, first, second, third).AsUInt32(), Weigh(b, first, second, third).AsUInt32());
                Vector128.Narrow(both.GetLower(), both.GetUpper()).StoreUnsafe(ref target, (nuint)i);
            }
        }
        ReadOnlySpan<byte> counted = pixels[(shift / 8)..];
        for (; i < gray.Length; i++)
            gray[i] = (byte)(((counted[4 * i] * first) + (counted[(4 * i) + 1] * second) + (counted[(4 * i) + 2] * third) + Half) >> Shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Weigh(Vector256<int> pixels, int first, int second, int third)
    {
        Vector256<int> low = Vector256.Create(255);
        return (((pixels & low) * first) + (((pixels >>> 8) & low) * second) + (((pixels >>> 16) & low) * third)
            + Vector256.Create(Half)) >>> Shift;
    }

    /// <summary>Pixels of red, green and blue.</summary>
    private static void Triples(ReadOnlySpan<byte> rgb, Span<byte> gray)
    {
        int i = 0;
        if (Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian)
        {
            // Four pixels of 3 bytes become four words; the load takes 16 bytes, four more than they have.
            Vector128<byte> spread = Vector128.Create(0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, (byte)255);
            ref byte source = ref MemoryMarshal.GetReference(rgb);
            for (; i <= gray.Length - 10; i += 8)
            {
                Vector128<int> a = Vector128.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)(3 * i)), spread).AsInt32();
                Vector128<int> b = Vector128.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)((3 * i) + 12)), spread).AsInt32();
                Vector256<int> grays = Weigh(Vector256.Create(a, b), Red, Green, Blue);
                Vector128<ushort> words = Vector128.Narrow(grays.GetLower().AsUInt32(), grays.GetUpper().AsUInt32());
                Unsafe.WriteUnaligned(ref gray[i], Vector128.Narrow(words, words).AsUInt64().ToScalar());
            }
        }
        for (; i < gray.Length; i++)
            gray[i] = (byte)(((rgb[3 * i] * Red) + (rgb[(3 * i) + 1] * Green) + (rgb[(3 * i) + 2] * Blue) + Half) >> Shift);
    }
}
