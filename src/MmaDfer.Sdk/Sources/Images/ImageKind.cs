namespace MmaDfer.Sdk.Sources.Images;

/// <summary>Formats of image files, told by their first bytes.</summary>
internal enum ImageKind
{
    Png,
    Jpeg,
    Bmp,
    WebP,
    Gif,
    Tiff,
}

/// <summary>What there is to know about formats of image files.</summary>
internal static class ImageKinds
{
    private static readonly string[] Extensions =
        [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".bmp", ".dib", ".webp", ".gif", ".tif", ".tiff"];

    /// <summary>Whether a file's name is that of an image, in any case of letters.</summary>
    public static bool HasImageName(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The format that the first bytes show; null for none of them.</summary>
    public static ImageKind? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            return ImageKind.Png;
        if (head.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return ImageKind.Jpeg;
        if (head.StartsWith("BM"u8))
            return ImageKind.Bmp;
        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8))
            return ImageKind.WebP;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return ImageKind.Gif;
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8))
            return ImageKind.Tiff;
        return null;
    }

    /// <summary>What ffmpeg calls a stream of such files.</summary>
    public static string Demuxer(this ImageKind kind) => kind switch
    {
        ImageKind.Png => "png_pipe",
        ImageKind.Jpeg => "jpeg_pipe",
        ImageKind.Bmp => "bmp_pipe",
        ImageKind.WebP => "webp_pipe",
        ImageKind.Gif => "gif",
        _ => "tiff_pipe",
    };
}
