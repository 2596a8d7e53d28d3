using System.Text;
using MmaDfer.Sdk.Sources.Decoding;
using MmaDfer.Sdk.Sources.Images;

namespace MmaDfer.Sdk.Sources;

/// <summary>Opens frames of whatever kind a path leads to.</summary>
public static class FrameSource
{
    /// <summary>
    /// Opens a folder of images, a Y4M file (known by its first bytes), an image or a video. All but Y4M need the installed
    /// program ffmpeg.
    /// </summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="order">Order of the images of a folder.</param>
    /// <returns>The source; dispose it.</returns>
    /// <exception cref="MediaException">The path leads to nothing that can be shown, or has no video track.</exception>
    public static IFrameSource Open(string path, FrameOrder order = FrameOrder.Numeric) =>
        Simple(path, order) ?? Video(path, static p => new VideoFileFrameSource(p))!;

    /// <summary>Opens frames as <see cref="Open"/> does, but gives null for a media file without video track.</summary>
    public static IFrameSource? TryOpen(string path, FrameOrder order = FrameOrder.Numeric) =>
        Simple(path, order) ?? Video(path, static p => VideoFileFrameSource.TryOpen(p, new FfmpegSettings()));

    private static IFrameSource? Simple(string path, FrameOrder order)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
            return new ImageFolderFrameSource(path, order);
        byte[] head = MediaFile.Head(path, "a video file", 16);
        if (head.AsSpan().StartsWith(Encoding.ASCII.GetBytes(Y4mHeader.Magic)))
            return new Y4mFrameSource(path);
        return IsImage(ImageKinds.Of(head), path)
            ? new ImageFolderFrameSource([path], framesPerSecond: 25, new FfmpegSettings())
            : null;
    }

    /// <summary>Whether a file is one picture. By their names alone, films may be a row of JPEG files, and PNG files animated.</summary>
    private static bool IsImage(ImageKind? kind, string path) => kind switch
    {
        ImageKind.Jpeg => ImageKinds.HasImageName(path),
        ImageKind.Png => !Path.GetExtension(path).Equals(".apng", StringComparison.OrdinalIgnoreCase),
        ImageKind.Bmp or ImageKind.Tiff or ImageKind.WebP => true,
        _ => false,
    };

    private static VideoFileFrameSource? Video(string path, Func<string, VideoFileFrameSource?> open)
    {
        try
        {
            return open(path);
        }
        catch (MediaException e) when (UnreadableImages.Other(MediaFile.Head(path, "a video file", 32)) is { } what)
        {
            throw new MediaException($"{MediaFile.Quote(path)} {what}.", e);
        }
    }
}
