using System.Buffers;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Sources;

/// <summary>
/// A frame in the caller's own memory: nothing is copied, so it is valid only as long as the caller keeps the pixels.
/// </summary>
/// <remarks>
/// Bottom-up frames have a negative stride; their span still starts at the lowest address, which holds the last row (in
/// planar layouts: the last row of each plane). Odd sizes are allowed: half sizes are rounded up. YUV is converted by
/// ITU-R BT.601; each U and V sample colours its whole block of 2 x 2 pixels (<see cref="PixelLayout.Yuy2"/>: 2 x 1).
/// <para>A camera that lies on its side or shows a mirror image: set <see cref="Rotation"/> and <see cref="Mirrored"/>. They only say what
/// the pixels show, so they cost nothing; streams, clips and <see cref="Faces.FaceTracker"/> see the upright frame, and all their coordinates are
/// the upright frame's. A face finder wants a frame that is upright already.</para>
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

    /// <summary>Pixels in a row, as they are stored.</summary>
    public int Width => Geometry.Width;

    /// <summary>Rows, as they are stored.</summary>
    public int Height => Geometry.Height;

    /// <summary>How the bytes are laid out.</summary>
    public PixelLayout Layout { get; }

    /// <summary>Bytes from a row to the next; negative for bottom-up frames; never 0.</summary>
    public int Stride => Geometry.Stride;

    /// <summary>Black and white of the YUV layouts; the others ignore it.</summary>
    public YuvRange Range { get; }

    /// <summary>
    /// Degrees by which the stored frame must be turned clockwise to be upright: 0 (the default), 90, 180 or 270, as Android, Unity and
    /// videos give it. By 90 and 270, the upright frame is <see cref="Height"/> pixels wide and <see cref="Width"/> high.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is another one.</exception>
    public int Rotation { get; init => field = CheckRotation(value); }

    /// <summary>
    /// Whether the frame shows a mirror image, as many front cameras do: once it is turned, left and right change places. False by default.
    /// </summary>
    public bool Mirrored { get; init; }

    internal FrameGeometry Geometry { get; }

    /// <summary>How the stored pixels make the upright frame.</summary>
    internal FrameTurn Turn => FrameTurn.Of(Rotation, Mirrored);

    /// <summary>Whether the stored pixels are not the upright frame.</summary>
    internal bool IsTurned => Rotation != 0 || Mirrored;

    /// <summary>Pixels in a row of the upright frame.</summary>
    internal int UprightWidth => Rotation is 90 or 270 ? Height : Width;

    /// <summary>Rows of the upright frame.</summary>
    internal int UprightHeight => Rotation is 90 or 270 ? Width : Height;

    /// <summary>
    /// Copies the frame, turned upright and converted to packed pixels: rows without gaps, the top row first, alpha 255. The rows of the copy
    /// are <see cref="Width"/> pixels long, or <see cref="Height"/> if <see cref="Rotation"/> is 90 or 270.
    /// </summary>
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
        int width = UprightWidth, stride = row / Math.Max(1, Width) * width;
        // Read at the end of its row, from where it is spread over all of it.
        int indent = stride - (3 * width);
        if (IsTurned)
        {
            FrameTurn turn = Turn;
            byte[] scratch = ArrayPool<byte>.Shared.Rent(turn.ScratchBytes(Width));
            turn.Read(this, new PixelArea(0, 0, Width, Height), scratch, destination[indent..], stride);
            ArrayPool<byte>.Shared.Return(scratch);
        }
        for (int y = 0; y < UprightHeight; y++)
        {
            Span<byte> pixels = destination.Slice(y * stride, stride);
            if (!IsTurned)
                ReadRow(y, pixels[indent..]);
            RowWriter.Spread(pixels, width, layout);
        }
    }

    /// <summary>Converts part of a row of an upright frame, beginning at pixel <paramref name="x"/>, to 3 bytes a pixel: red, green, blue.</summary>
    internal void ReadRow(int y, int x, Span<byte> rgb)
    {
        ThrowIfTurned();
        RowReader.Read(this, y, x, rgb);
    }

    /// <summary>Converts row <paramref name="y"/> of an upright frame; <paramref name="rgb"/> has room for 3 x width bytes.</summary>
    internal void ReadRow(int y, Span<byte> rgb) => ReadRow(y, 0, rgb[..(3 * Width)]);

    /// <summary>As <see cref="ReadRow(int, int, Span{byte})"/>, of the rows as they are stored.</summary>
    internal void ReadStoredRow(int y, int x, Span<byte> rgb) => RowReader.Read(this, y, x, rgb);

    /// <summary>The same pixels as they are stored, for work to which their direction makes no difference.</summary>
    internal FrameView AsStored() => IsTurned ? new FrameView(Pixels, Width, Height, Layout, Stride, Range) : this;

    /// <summary>Refuses a frame that is not upright.</summary>
    internal void ThrowIfTurned()
    {
        if (IsTurned)
        {
            throw new ArgumentException(
                $"The frame is turned by {Rotation} degrees{(Mirrored ? " and mirrored" : "")}, but an upright one is needed here: FaceTracker and streams turn frames, and {nameof(CopyTo)} makes an upright copy.");
        }
    }

    /// <summary>A number of degrees that is a whole number of quarters of a turn.</summary>
    internal static int CheckRotation(int degrees) => degrees is 0 or 90 or 180 or 270
        ? degrees : throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "The rotation must be 0, 90, 180 or 270 degrees.");
}
