namespace MmaDfer.Sdk.Sources.Images;

/// <summary>An image file in memory: still encoded, known to be whole.</summary>
/// <param name="Path">Where it came from.</param>
/// <param name="Bytes">The file, cut behind the image's end.</param>
/// <param name="Kind">Its format.</param>
/// <param name="Form">Sizes and colours as far as the header is read here; files of equal form share a decoder.</param>
internal sealed record ImageFile(string Path, ReadOnlyMemory<byte> Bytes, ImageKind Kind, ImageForm? Form)
{
    private const int MaxBytes = 512 << 20;

    /// <summary>How the camera was held: see <see cref="ImageOrientation"/>.</summary>
    public int Orientation { get; private init; } = ImageOrientation.Upright;

    /// <summary>Reads a file; one that is cut short, too large or no image is an error that names it.</summary>
    public static ImageFile Load(string path)
    {
        const string wanted = "an image (PNG, JPEG, BMP, WebP, GIF or TIFF)";
        string origin = MediaFile.Quote(path);
        using FileStream stream = MediaFile.Open(path, wanted);
        long length = MediaFile.Guard(path, _ => stream.Length);
        if (length > MaxBytes)
            throw new MediaException($"{origin} has {length} bytes, too many for an image; at most {MaxBytes} are read.");
        byte[] bytes = new byte[length];
        int got = MediaFile.Guard(path, _ => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        ReadOnlyMemory<byte> file = bytes.AsMemory(0, got);
        ImageKind kind = ImageKinds.Of(file.Span) ?? throw new MediaException(
            $"{origin} {UnreadableImages.Other(file.Span) ?? $"is not {wanted}: its first bytes are of none of them"}.");
        UnreadableImages.Check(kind, file.Span, origin);
        (ImageForm? form, int end) = kind switch
        {
            ImageKind.Png => PngHeader.Parse(file.Span, origin),
            ImageKind.Jpeg => JpegHeader.Parse(file.Span, origin),
            _ => (null, got),
        };
        return new ImageFile(path, file[..end], kind, form) { Orientation = ImageOrientation.Of(kind, file.Span[..end]) };
    }

    /// <summary>Refuses sizes that no image has, before any decoder sees them.</summary>
    public static void CheckSize(uint width, uint height, string origin)
    {
        if (width == 0 || height == 0)
            throw new MediaException($"{origin} is damaged: its header says {width} x {height} pixels; both must be positive.");
        if (width > MediaFile.MaxSide || height > MediaFile.MaxSide || 3L * width * height > MediaFile.MaxFrameBytes)
        {
            throw new MediaException(
                $"{origin} is too large: {width} x {height} pixels; at most {MediaFile.MaxFrameBytes / 3:N0} pixels are read.");
        }
    }

    /// <summary>The error for a file that ends too early.</summary>
    public static MediaException CutShort(string origin, int length, string missing) =>
        new($"{origin} is damaged or cut short: {missing} is missing in its {length} bytes.");
}

/// <summary>What images must share to go through one decoder, one after the other.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Variant">Colours, depth and the like, as the format numbers them.</param>
/// <param name="Sampling">Of a JPEG whose planes are turned into RGB here; otherwise null.</param>
internal sealed record ImageForm(int Width, int Height, int Variant, JpegSampling? Sampling = null);
