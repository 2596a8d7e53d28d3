namespace MmaDfer.Sdk.Sources;

/// <summary>
/// A picture in the caller's own memory: nothing is copied, so it is valid only as long as the caller keeps the pixels.
/// </summary>
public readonly ref struct FrameView
{
    /// <summary>Describes a picture.</summary>
    /// <param name="pixels">All rows, and for planar layouts all planes.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="layout">How the bytes are laid out.</param>
    /// <param name="stride">Bytes from a row to the next; 0 for rows without gaps; negative for bottom-up pictures.</param>
    /// <exception cref="MediaException">The sizes are not positive or the pixels are too few for them.</exception>
    public FrameView(ReadOnlySpan<byte> pixels, int width, int height, PixelLayout layout, int stride = 0)
    {
        Pixels = pixels;
        Width = width;
        Height = height;
        Layout = layout;
        Stride = stride;
    }

    /// <summary>The caller's bytes.</summary>
    public ReadOnlySpan<byte> Pixels { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>How the bytes are laid out.</summary>
    public PixelLayout Layout { get; }

    /// <summary>Bytes from a row to the next; negative for bottom-up pictures.</summary>
    public int Stride { get; }
}
