namespace MmaDfer.Sdk.Sources;

/// <summary>How the bytes of a <see cref="FrameView"/> are laid out. Names give the order of bytes in memory.</summary>
public enum PixelLayout
{
    /// <summary>3 bytes a pixel: red, green, blue.</summary>
    Rgb24,

    /// <summary>3 bytes a pixel: blue, green, red (OpenCV).</summary>
    Bgr24,

    /// <summary>4 bytes a pixel: red, green, blue, alpha (ignored).</summary>
    Rgba32,

    /// <summary>4 bytes a pixel: blue, green, red, alpha (ignored); Direct3D and Windows bitmaps.</summary>
    Bgra32,

    /// <summary>4 bytes a pixel: alpha (ignored), red, green, blue.</summary>
    Argb32,

    /// <summary>1 byte a pixel: luminance, 0..255.</summary>
    Gray8,

    /// <summary>A full plane of Y, then a half-height plane of interleaved U and V pairs (cameras, hardware decoders).</summary>
    Nv12,

    /// <summary>A full plane of Y, then quarter-size planes of U and of V.</summary>
    I420,

    /// <summary>2 bytes a pixel: Y0 U Y1 V for each pair of pixels (webcams).</summary>
    Yuy2,
}

/// <summary>Which byte values black and white have in YUV frames. Colours follow ITU-R BT.601 in either case.</summary>
public enum YuvRange
{
    /// <summary>Black is 16 and white 235: video and most cameras.</summary>
    Limited,

    /// <summary>Black is 0 and white 255: JPEG, and webcams that send JPEG.</summary>
    Full,
}
