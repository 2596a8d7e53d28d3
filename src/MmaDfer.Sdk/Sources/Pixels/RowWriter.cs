namespace MmaDfer.Sdk.Sources.Pixels;

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
