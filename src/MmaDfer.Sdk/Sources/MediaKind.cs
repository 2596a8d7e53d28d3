using MmaDfer.Sdk.Sources.Images;

namespace MmaDfer.Sdk.Sources;

/// <summary>Kinds of media that are read in different ways.</summary>
internal enum MediaKind
{
    ImageFolder,
    Image,
    Y4m,
    Wav,

    /// <summary>Anything that ffmpeg may know.</summary>
    Other,
}

/// <summary>Tells the kind of a path.</summary>
internal static class MediaKinds
{
    /// <summary>The kind of a folder or, by its first bytes, of a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="wanted">The kind that is needed, for errors: "a video file".</param>
    /// <exception cref="MediaException">The file cannot be read.</exception>
    public static MediaKind Of(string path, string wanted)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
            return MediaKind.ImageFolder;
        byte[] head = MediaFile.Head(path, wanted, 16);
        return Y4mHeader.IsY4m(head) ? MediaKind.Y4m
            : WavHeader.IsWav(head) ? MediaKind.Wav
            : IsImage(ImageKinds.Of(head), path) ? MediaKind.Image
            : MediaKind.Other;
    }

    /// <summary>Whether a file is a single image. Videos may be a series of JPEG files, and PNG files animated; only their names tell.</summary>
    private static bool IsImage(ImageKind? kind, string path) => kind switch
    {
        ImageKind.Jpeg => ImageKinds.HasImageName(path),
        ImageKind.Png => !Path.GetExtension(path).Equals(".apng", StringComparison.OrdinalIgnoreCase),
        ImageKind.Bmp or ImageKind.Tiff or ImageKind.WebP => true,
        _ => false,
    };
}
