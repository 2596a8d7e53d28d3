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
    public static IFrameSource Open(string path, FrameOrder order = FrameOrder.Ordinal) =>
        Simple(path, order) ?? new VideoFileFrameSource(path);

    /// <summary>Opens frames as <see cref="Open"/> does, but gives null for a media file without video track.</summary>
    public static IFrameSource? TryOpen(string path, FrameOrder order = FrameOrder.Ordinal) =>
        Simple(path, order) ?? VideoFileFrameSource.TryOpen(path, new FfmpegSettings());

    private static IFrameSource? Simple(string path, FrameOrder order)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
            return new ImageFolderFrameSource(path, order);
        byte[] head = MediaFile.Head(path, "a video file", 16);
        if (head.AsSpan().StartsWith(Encoding.ASCII.GetBytes(Y4mHeader.Magic)))
            return new Y4mFrameSource(path);
        return ImageKinds.HasImageName(path) && ImageKinds.Of(head) is not (null or ImageKind.Gif)
            ? new ImageFolderFrameSource([path], framesPerSecond: 25, new FfmpegSettings())
            : null;
    }
}
