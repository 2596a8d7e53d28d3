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
        PictureGeometry geometry = frame.Geometry;
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
