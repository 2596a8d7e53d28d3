using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Sources;

/// <summary>
/// A frame in the caller's own memory: nothing is copied, so it is valid only as long as the caller keeps the pixels.
/// </summary>
/// <remarks>
/// Bottom-up frames have a negative stride; their span still starts at the lowest address, which holds the last row (in
/// planar layouts: the last row of each plane). Odd sizes are allowed: half sizes are rounded up. YUV is converted by
/// ITU-R BT.601; each U and V sample colours its whole block of 2 x 2 pixels (<see cref="PixelLayout.Yuy2"/>: 2 x 1).
/// </remarks>
public readonly ref struct FrameView
{
    /// <summary>Describes a frame.</summary>
    /// <param name="pixels">All rows, and for planar layouts all planes, one directly after the other.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="layout">How the bytes are laid out.</param>
    /// <param name="stride">
    /// Bytes from a row to the next; 0 for rows without gaps; negative for bottom-up frames. In planar layouts it is that
    /// of the Y plane. U and V rows of <see cref="PixelLayout.I420"/> are then half of it, rounded up, apart; UV rows of
    /// <see cref="PixelLayout.Nv12"/> are just as far apart (one byte more where an odd width leaves no room).
    /// </param>
    /// <param name="range">Black and white of the YUV layouts; the others ignore it.</param>
    /// <exception cref="ArgumentException">The sizes are not positive or the pixels are too few for them.</exception>
    public FrameView(
        ReadOnlySpan<byte> pixels,
        int width,
        int height,
        PixelLayout layout,
        int stride = 0,
        YuvRange range = YuvRange.Limited)
    {
        Geometry = FrameGeometry.Checked(pixels.Length, width, height, layout, stride);
        Pixels = pixels;
        Layout = layout;
        Range = range;
    }

    /// <summary>The caller's bytes.</summary>
    public ReadOnlySpan<byte> Pixels { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width => Geometry.Width;

    /// <summary>Rows.</summary>
    public int Height => Geometry.Height;

    /// <summary>How the bytes are laid out.</summary>
    public PixelLayout Layout { get; }

    /// <summary>Bytes from a row to the next; negative for bottom-up frames; never 0.</summary>
    public int Stride => Geometry.Stride;

    /// <summary>Black and white of the YUV layouts; the others ignore it.</summary>
    public YuvRange Range { get; }

    internal FrameGeometry Geometry { get; }

    /// <summary>Copies the frame, converted to packed pixels: rows without gaps, the top row first, alpha 255.</summary>
    /// <param name="destination">Room for 3 or 4 bytes a pixel.</param>
    /// <param name="layout">
    /// Layout of the copy: <see cref="PixelLayout.Rgb24"/>, <see cref="PixelLayout.Bgr24"/>, <see cref="PixelLayout.Rgba32"/>,
    /// <see cref="PixelLayout.Bgra32"/> or <see cref="PixelLayout.Argb32"/>.
    /// </param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The layout is another one.</exception>
    public void CopyTo(Span<byte> destination, PixelLayout layout = PixelLayout.Rgb24)
    {
        int row = RowWriter.PixelBytes(layout) * Width;
        if (destination.Length < (long)row * Height)
        {
            throw new ArgumentException(
                $"{destination.Length} bytes are too few for a frame of {Width} x {Height} pixels in {layout}: it takes {(long)row * Height}.", nameof(destination));
        }
        for (int y = 0; y < Height; y++)
        {
            Span<byte> pixels = destination.Slice(y * row, row);
            // Read at the end of its row, from where it is spread over all of it.
            ReadRow(y, pixels[^(3 * Width)..]);
            RowWriter.Spread(pixels, Width, layout);
        }
    }

    /// <summary>Converts part of a row, beginning at pixel <paramref name="x"/>, to 3 bytes a pixel: red, green, blue.</summary>
    internal void ReadRow(int y, int x, Span<byte> rgb) => RowReader.Read(this, y, x, rgb);

    /// <summary>Converts row <paramref name="y"/>; <paramref name="rgb"/> has room for 3 x width bytes.</summary>
    internal void ReadRow(int y, Span<byte> rgb) => RowReader.Read(this, y, 0, rgb[..(3 * Width)]);
}
