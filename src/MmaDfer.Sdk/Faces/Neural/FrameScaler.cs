using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>
/// Scales a rectangle of a frame for a network: by the mean of the covered area where it shrinks, bilinear where it grows, as OpenCV's
/// INTER_AREA and INTER_LINEAR. Keeps its memory. One thread at a time.
/// </summary>
internal sealed class FrameScaler
{
    /// <summary>Rows whose sum fits 16 bits.</summary>
    private const int MaxRows = 257;

    private byte[] _rgb = [];
    private ushort[] _columns = [];
    private Vector128<float>[] _above = [], _below = [];
    private int _top, _bottom;

    /// <summary>Scales.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="left">Left edge of the rectangle, in pixels; all of it is inside the frame.</param>
    /// <param name="top">Upper edge.</param>
    /// <param name="width">Width of the rectangle.</param>
    /// <param name="height">Height of the rectangle.</param>
    /// <param name="network">Receives the pixels in its upper left corner; the rest becomes black.</param>
    /// <param name="targetWidth">Pixels in a row that the rectangle becomes.</param>
    /// <param name="targetHeight">Rows that it becomes.</param>
    /// <param name="values">What the network makes of a pixel.</param>
    public void Scale(FrameView frame, int left, int top, int width, int height, FaceNetwork network, int targetWidth, int targetHeight, PixelValues values)
    {
        int needed = Math.Max(width, targetWidth) + 1;
        if (_above.Length < needed)
            (_above, _below) = (new Vector128<float>[needed], new Vector128<float>[needed]);
        (_top, _bottom) = (-1, -1);
        double across = (double)width / targetWidth, down = (double)height / targetHeight;
        var black = Vector128.Create(values.Offset);
        for (int y = 0; y < network.Height; y++)
        {
            Span<float> row = network.FrameRows(y);
            int count = y < targetHeight ? targetWidth : 0;
            if (count > 0 && width % targetWidth == 0 && height % targetHeight == 0 && height <= MaxRows * targetHeight
                && frame.Layout is PixelLayout.Bgra32 or PixelLayout.Rgba32)
            {
                AverageWhole(frame, left, top + (y * height / targetHeight), width, height / targetHeight, row[..(3 * count)], values);
            }
            else if (count > 0 && down >= 1)
            {
                Vector128<float>[] sums = Average(frame, left, top, width, y * down, (y + 1) * down, height);
                AverageRow(sums, width, across, (float)(1 / (across * down)), row[..(3 * count)], values);
            }
            else if (count > 0)
            {
                InterpolateRow(frame, left, top, width, height, ((y + 0.5) * down) - 0.5, across, row[..(3 * count)], values);
            }
            row[(3 * count)..].Fill(black[0]);
        }
    }

    /// <summary>A row of the result where it is the mean of whole pixels: cameras' sizes are often multiples of the networks'.</summary>
    private void AverageWhole(FrameView frame, int left, int top, int width, int rows, Span<float> row, PixelValues values)
    {
        if (_columns.Length < 4 * width)
            _columns = new ushort[4 * width];
        Span<ushort> columns = _columns.AsSpan(0, 4 * width);
        columns.Clear();
        for (int y = top; y < top + rows; y++)
            AddBytes(frame.Pixels.Slice(frame.Geometry.Row(y) + (4 * left), 4 * width), columns);
        int across = width / (row.Length / 3);
        float factor = 1f / (across * rows);
        bool reversed = frame.Layout == PixelLayout.Bgra32;
        ref ushort from = ref MemoryMarshal.GetReference(columns);
        for (int x = 0; x < row.Length; x += 3)
        {
            Vector128<uint> sum = default;
            for (int i = 0; i < across; i++, from = ref Unsafe.Add(ref from, 4))
                sum += Vector128.WidenLower(Vector64.LoadUnsafe(ref from).ToVector128Unsafe());
            Vector128<float> pixel = Vector128.ConvertToSingle(sum.AsInt32()) * factor;
            values.Write(reversed ? Vector128.Shuffle(pixel, Vector128.Create(2, 1, 0, 3)) : pixel, row[x..]);
        }
    }

    private static void AddBytes(ReadOnlySpan<byte> row, Span<ushort> sums)
    {
        ref byte from = ref MemoryMarshal.GetReference(row);
        ref ushort to = ref MemoryMarshal.GetReference(sums);
        int i = 0;
        for (; i <= row.Length - 32; i += 32)
        {
            (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)i));
            (Vector256.LoadUnsafe(ref to, (nuint)i) + low).StoreUnsafe(ref to, (nuint)i);
            (Vector256.LoadUnsafe(ref to, (nuint)(i + 16)) + high).StoreUnsafe(ref to, (nuint)(i + 16));
        }
        for (; i < row.Length; i++)
            sums[i] += row[i];
    }

    /// <summary>Sums of the rows from one height to another, a row that is covered in part by that part.</summary>
    private Vector128<float>[] Average(FrameView frame, int left, int top, int width, double from, double to, int height)
    {
        Span<Vector128<float>> sums = _above.AsSpan(0, width);
        sums.Clear();
        int last = Math.Min(height, (int)Math.Ceiling(to - 1e-9));
        for (int y = (int)from; y < last; y++)
        {
            double share = Math.Min(to, y + 1) - Math.Max(from, y);
            AddRow(frame, left, top + y, sums, (float)share);
        }
        return _above;
    }

    private static void AverageRow(Vector128<float>[] sums, int width, double across, float factor, Span<float> row, PixelValues values)
    {
        for (int x = 0; x < row.Length / 3; x++)
        {
            double from = x * across, to = (x + 1) * across;
            int first = (int)from, last = Math.Min(width, (int)Math.Ceiling(to - 1e-9)) - 1;
            // The first and the last pixel count by what is covered of them.
            Vector128<float> sum = sums[first] * (float)(Math.Min(to, first + 1) - from);
            for (int i = first + 1; i < last; i++)
                sum += sums[i];
            if (last > first)
                sum += sums[last] * (float)(to - last);
            values.Write(sum * factor, row[(3 * x)..]);
        }
    }

    private void InterpolateRow(
        FrameView frame, int left, int top, int width, int height, double y, double across, Span<float> row, PixelValues values)
    {
        int above = Math.Clamp((int)Math.Floor(y), 0, height - 1), below = Math.Min(above + 1, height - 1);
        float down = (float)Math.Clamp(y - above, 0, 1);
        if (above == _bottom)
            (_above, _below, _top, _bottom) = (_below, _above, _bottom, _top);
        Load(frame, left, top, width, above, _above, ref _top);
        Load(frame, left, top, width, below, _below, ref _bottom);
        for (int x = 0; x < row.Length / 3; x++)
        {
            double at = Math.Clamp(((x + 0.5) * across) - 0.5, 0, width - 1);
            int first = (int)at, second = Math.Min(first + 1, width - 1);
            float right = (float)(at - first);
            Vector128<float> upper = _above[first] + ((_above[second] - _above[first]) * right);
            Vector128<float> lower = _below[first] + ((_below[second] - _below[first]) * right);
            values.Write(upper + ((lower - upper) * down), row[(3 * x)..]);
        }
    }

    private void Load(FrameView frame, int left, int top, int width, int y, Vector128<float>[] row, ref int loaded)
    {
        if (loaded == y)
            return;
        row.AsSpan(0, width).Clear();
        AddRow(frame, left, top + y, row.AsSpan(0, width), 1);
        loaded = y;
    }

    /// <summary>Adds a row of the frame, each pixel as red, green, blue.</summary>
    private void AddRow(FrameView frame, int x, int y, Span<Vector128<float>> sums, float share)
    {
        if (frame.Layout is PixelLayout.Bgra32 or PixelLayout.Rgba32)
        {
            ReadOnlySpan<byte> row = frame.Pixels.Slice(frame.Geometry.Row(y) + (4 * x), 4 * sums.Length);
            AddWords(row, sums, share, frame.Layout == PixelLayout.Bgra32);
            return;
        }
        if (_rgb.Length < 3 * sums.Length)
            _rgb = new byte[3 * sums.Length];
        frame.ReadRow(y, x, _rgb.AsSpan(0, 3 * sums.Length));
        for (int i = 0; i < sums.Length; i++)
            sums[i] += Vector128.Create(_rgb[3 * i], _rgb[(3 * i) + 1], (float)_rgb[(3 * i) + 2], 0) * share;
    }

    /// <summary>Pixels of 4 bytes, four at a time.</summary>
    private static void AddWords(ReadOnlySpan<byte> row, Span<Vector128<float>> sums, float share, bool reversed)
    {
        var shares = Vector128.Create(share);
        // From the bytes' order to red, green, blue, alpha.
        Vector128<byte> order = reversed
            ? Vector128.Create((byte)2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15)
            : Vector128.Create((byte)0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        ref byte from = ref MemoryMarshal.GetReference(row);
        ref Vector128<float> to = ref MemoryMarshal.GetReference(sums);
        int i = 0;
        for (; i <= sums.Length - 4; i += 4)
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Shuffle(Vector128.LoadUnsafe(ref from, (nuint)(4 * i)), order));
            (Vector128<uint> a, Vector128<uint> b) = Vector128.Widen(low);
            (Vector128<uint> c, Vector128<uint> d) = Vector128.Widen(high);
            Unsafe.Add(ref to, i) += Vector128.ConvertToSingle(a.AsInt32()) * shares;
            Unsafe.Add(ref to, i + 1) += Vector128.ConvertToSingle(b.AsInt32()) * shares;
            Unsafe.Add(ref to, i + 2) += Vector128.ConvertToSingle(c.AsInt32()) * shares;
            Unsafe.Add(ref to, i + 3) += Vector128.ConvertToSingle(d.AsInt32()) * shares;
        }
        for (; i < sums.Length; i++)
        {
            (byte first, byte last) = reversed ? (row[(4 * i) + 2], row[4 * i]) : (row[4 * i], row[(4 * i) + 2]);
            sums[i] += Vector128.Create(first, row[(4 * i) + 1], (float)last, 0) * shares;
        }
    }
}

/// <summary>What a network makes of a pixel: value x <paramref name="Factor"/> + <paramref name="Offset"/>.</summary>
/// <param name="BlueFirst">Whether the order is blue, green, red.</param>
/// <param name="Factor">For values from 0 to 255.</param>
/// <param name="Offset">What black becomes.</param>
internal readonly record struct PixelValues(bool BlueFirst, float Factor, float Offset)
{
    /// <summary>Writes a pixel of red, green and blue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(Vector128<float> pixel, Span<float> target)
    {
        Vector128<float> value = (pixel * Factor) + Vector128.Create(Offset);
        target[2] = value[BlueFirst ? 0 : 2];
        target[1] = value[1];
        target[0] = value[BlueFirst ? 2 : 0];
    }
}
