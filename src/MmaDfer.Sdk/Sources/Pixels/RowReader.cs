namespace MmaDfer.Sdk.Sources.Pixels;

/// <summary>Rows of any layout as RGB: one plain loop for each layout, chosen once a row.</summary>
internal static class RowReader
{
    /// <summary>Pixels <paramref name="x"/> onwards of row <paramref name="y"/>, as many as <paramref name="rgb"/> holds.</summary>
    public static void Read(in FrameView frame, int y, int x, Span<byte> rgb)
    {
        int count = rgb.Length / 3;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)frame.Height, nameof(y));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)(uint)x + (uint)count, (ulong)frame.Width, nameof(x));
        FrameGeometry geometry = frame.Geometry;
        ReadOnlySpan<byte> row = frame.Pixels[geometry.Row(y)..];
        switch (frame.Layout)
        {
            case PixelLayout.Rgb24:
                row.Slice(3 * x, 3 * count).CopyTo(rgb);
                break;
            case PixelLayout.Bgr24:
                Packed(row[(3 * x)..], rgb, 3, 2, 1, 0);
                break;
            case PixelLayout.Rgba32:
                Packed(row[(4 * x)..], rgb, 4, 0, 1, 2);
                break;
            case PixelLayout.Bgra32:
                Packed(row[(4 * x)..], rgb, 4, 2, 1, 0);
                break;
            case PixelLayout.Argb32:
                Packed(row[(4 * x)..], rgb, 4, 1, 2, 3);
                break;
            case PixelLayout.Gray8:
                Gray(row[x..], rgb);
                break;
            case PixelLayout.Nv12:
                ReadOnlySpan<byte> pairs = frame.Pixels[geometry.ChromaRow(y, 0)..];
                YuvToRgb.Of(frame.Range).Row(row, pairs, pairs[1..], x, rgb, lumaStep: 1, chromaStep: 2);
                break;
            case PixelLayout.I420:
                ReadOnlySpan<byte> u = frame.Pixels[geometry.ChromaRow(y, 0)..];
                ReadOnlySpan<byte> v = frame.Pixels[geometry.ChromaRow(y, 1)..];
                YuvToRgb.Of(frame.Range).Row(row, u, v, x, rgb, lumaStep: 1, chromaStep: 1);
                break;
            case PixelLayout.Yuy2:
                YuvToRgb.Of(frame.Range).Row(row, row[1..], row[3..], x, rgb, lumaStep: 2, chromaStep: 4);
                break;
        }
    }

    private static void Packed(ReadOnlySpan<byte> row, Span<byte> rgb, int size, int red, int green, int blue)
    {
        for (int from = 0, to = 0; to + 2 < rgb.Length; from += size, to += 3)
        {
            ReadOnlySpan<byte> pixel = row.Slice(from, size);
            rgb[to] = pixel[red];
            rgb[to + 1] = pixel[green];
            rgb[to + 2] = pixel[blue];
        }
    }

    private static void Gray(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        for (int from = 0, to = 0; to + 2 < rgb.Length; from++, to += 3)
        {
            byte value = row[from];
            rgb[to] = value;
            rgb[to + 1] = value;
            rgb[to + 2] = value;
        }
    }
}

/// <summary>Rows of RGB as other packed layouts, in place.</summary>
internal static class RowWriter
{
    /// <summary>Bytes of a pixel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The layout is not one of packed colours.</exception>
    public static int PixelBytes(PixelLayout layout) => layout switch
    {
        PixelLayout.Rgb24 or PixelLayout.Bgr24 => 3,
        PixelLayout.Rgba32 or PixelLayout.Bgra32 or PixelLayout.Argb32 => 4,
        _ => throw new ArgumentOutOfRangeException(
            nameof(layout), layout, "The layout of the copy must be Rgb24, Bgr24, Rgba32, Bgra32 or Argb32."),
    };

    /// <summary>Spreads RGB pixels at the end of a row over the whole row.</summary>
    /// <param name="row">Room for the row; its last 3 x <paramref name="width"/> bytes hold the RGB pixels.</param>
    /// <param name="width">Number of pixels.</param>
    /// <param name="layout">Layout of the row.</param>
    public static void Spread(Span<byte> row, int width, PixelLayout layout)
    {
        if (layout == PixelLayout.Rgb24)
            return;
        int size = PixelBytes(layout), first = layout == PixelLayout.Argb32 ? 1 : 0;
        (int red, int blue) = layout is PixelLayout.Bgr24 or PixelLayout.Bgra32 ? (2, 0) : (0, 2);
        int from = row.Length - (3 * width);
        for (int to = 0; to < row.Length; to += size, from += 3)
        {
            // A pixel is never written over one that was not read yet.
            (byte r, byte g, byte b) = (row[from], row[from + 1], row[from + 2]);
            if (size == 4)
                row[to + (first == 1 ? 0 : 3)] = 255;
            row[to + first + red] = r;
            row[to + first + 1] = g;
            row[to + first + blue] = b;
        }
    }
}
