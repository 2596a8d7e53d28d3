namespace MmaDfer.Sdk.Sources.Pixels;

/// <summary>Sizes of a frame that are known to fit its bytes, and where its rows lie.</summary>
internal readonly struct FrameGeometry
{
    private FrameGeometry(int width, int height, int stride, int chromaStride)
    {
        Width = width;
        Height = height;
        Stride = stride;
        ChromaStride = chromaStride;
    }

    public int Width { get; }

    public int Height { get; }

    public int Stride { get; }

    /// <summary>Bytes between rows of U, V or UV; always positive.</summary>
    public int ChromaStride { get; }

    public int ChromaHeight => (Height + 1) / 2;

    private bool BottomUp => Stride < 0;

    /// <summary>Offset of a row of the first or only plane.</summary>
    public int Row(int y) => (BottomUp ? Height - 1 - y : y) * Math.Abs(Stride);

    /// <summary>Offset of the row of U (0), of V (1) or of UV (0) that belongs to row <paramref name="y"/> of the frame.</summary>
    public int ChromaRow(int y, int plane)
    {
        int row = BottomUp ? ChromaHeight - 1 - (y / 2) : y / 2;
        return (Height * Math.Abs(Stride)) + (((plane * ChromaHeight) + row) * ChromaStride);
    }

    /// <summary>Checks everything, in 64 bits: no size that a caller or a file can name wraps.</summary>
    public static FrameGeometry Checked(int length, int width, int height, PixelLayout layout, int stride)
    {
        if (width <= 0 || height <= 0)
            throw new ArgumentException($"A frame of {width} x {height} pixels was given; both sizes must be positive.");
        (long step, long chromaStep, long needed) = Measure(width, height, layout, stride);
        if (length < needed || step > int.MaxValue)
        {
            throw new ArgumentException(
                $"{length} bytes are too few for a frame of {width} x {height} pixels in {layout} with a stride of {step}: it takes {needed}.");
        }
        return new FrameGeometry(width, height, (int)(stride < 0 ? -step : step), (int)chromaStep);
    }

    /// <summary>Bytes that a frame takes from its lowest address to its last pixel.</summary>
    /// <exception cref="ArgumentException">The stride is too short.</exception>
    public static long NeededBytes(int width, int height, PixelLayout layout, int stride) => Measure(width, height, layout, stride).Needed;

    /// <summary>Bytes of a whole frame without gaps.</summary>
    public static long PackedBytes(int width, int height, PixelLayout layout)
    {
        long chroma = 2 * ((width + 1L) / 2) * ((height + 1L) / 2);
        return (RowBytes(width, layout) * height) + (layout is PixelLayout.I420 or PixelLayout.Nv12 ? chroma : 0);
    }

    /// <summary>Bytes of so many pixels of a row of the first plane.</summary>
    public static long RowBytes(int width, PixelLayout layout) => layout switch
    {
        PixelLayout.Rgb24 or PixelLayout.Bgr24 => 3L * width,
        PixelLayout.Rgba32 or PixelLayout.Bgra32 or PixelLayout.Argb32 => 4L * width,
        PixelLayout.Gray8 or PixelLayout.Nv12 or PixelLayout.I420 => width,
        PixelLayout.Yuy2 => 4 * ((width + 1L) / 2),
        _ => throw new ArgumentOutOfRangeException(nameof(layout), layout, "Not a known layout of pixels."),
    };

    private static (long Step, long ChromaStep, long Needed) Measure(int width, int height, PixelLayout layout, int stride)
    {
        long rowBytes = RowBytes(width, layout);
        long step = stride == 0 ? rowBytes : Math.Abs((long)stride);
        if (step < rowBytes)
        {
            throw new ArgumentException(
                $"The stride of {stride} bytes is too short: a row of {width} pixels in {layout} takes {rowBytes} bytes.");
        }
        long halfWidth = (width + 1L) / 2;
        long halfHeight = (height + 1L) / 2;
        long chromaStep = layout switch
        {
            PixelLayout.I420 => (step + 1) / 2,
            PixelLayout.Nv12 => Math.Max(step, 2 * halfWidth),
            _ => 0,
        };
        // The gap after the last row need not be there. Products of two 31-bit numbers, a few times over, fit 64 bits.
        long needed = layout switch
        {
            PixelLayout.I420 => (step * height) + (chromaStep * ((2 * halfHeight) - 1)) + halfWidth,
            PixelLayout.Nv12 => (step * height) + (chromaStep * (halfHeight - 1)) + (2 * halfWidth),
            _ => (step * (height - 1)) + rowBytes,
        };
        return (step, chromaStep, needed);
    }
}

/// <summary>A part of a frame in whole pixels, inside the frame; may be empty.</summary>
internal readonly record struct PixelArea(int Left, int Top, int Width, int Height)
{
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>The area with a margin on each side, as a share of its size, and with even edges, as chroma planes need.</summary>
    public PixelArea Widened(double share, int width, int height) => Inside(
        Left - share * Width, Top - share * Height, Left + Width + share * Width, Top + Height + share * Height, width, height).OnGrid(2, width, height);

    /// <summary>The pixels of both areas.</summary>
    public PixelArea Intersect(PixelArea other)
    {
        int left = Math.Max(Left, other.Left), top = Math.Max(Top, other.Top);
        return new PixelArea(
            left, top, Math.Min(Left + Width, other.Left + other.Width) - left, Math.Min(Top + Height, other.Top + other.Height) - top);
    }

    /// <summary>The smallest area that holds both; an empty one does not count.</summary>
    public PixelArea Union(PixelArea other)
    {
        if (IsEmpty || other.IsEmpty)
            return IsEmpty ? other : this;
        int left = Math.Min(Left, other.Left), top = Math.Min(Top, other.Top);
        return new PixelArea(
            left, top, Math.Max(Left + Width, other.Left + other.Width) - left, Math.Max(Top + Height, other.Top + other.Height) - top);
    }

    /// <summary>The smallest area that holds this one and whose edges are multiples of a number, or the frame's.</summary>
    public PixelArea OnGrid(int grid, int width, int height)
    {
        int left = Left / grid * grid, top = Top / grid * grid;
        int right = Math.Min((Left + Width + grid - 1) / grid * grid, width), bottom = Math.Min((Top + Height + grid - 1) / grid * grid, height);
        return new PixelArea(left, top, right - left, bottom - top);
    }

    /// <summary>The part inside the frame of an area given by its edges.</summary>
    public static PixelArea Inside(double left, double top, double right, double bottom, int width, int height)
    {
        int x = (int)Math.Clamp(left, 0, width), y = (int)Math.Clamp(top, 0, height);
        return new PixelArea(x, y, (int)Math.Clamp(right, 0, width) - x, (int)Math.Clamp(bottom, 0, height) - y);
    }
}
