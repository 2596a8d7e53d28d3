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
