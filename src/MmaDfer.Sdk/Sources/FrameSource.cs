using MmaDfer.Sdk.Sources.Images;

namespace MmaDfer.Sdk.Sources;

/// <summary>Opens frames from files and folders.</summary>
public static class FrameSource
{
    private const string Wanted = "a video file";

    /// <summary>
    /// Opens a folder of images, a single image, a Y4M file or a video file; a file's first bytes tell its kind. All but Y4M need the
    /// installed program ffmpeg (on PATH, or where the environment variable MMADFER_FFMPEG says).
    /// </summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <returns>The source; dispose it.</returns>
    /// <remarks>
    /// <para>Folders: PNG, JPEG, BMP, WebP, GIF and TIFF files, each in its own size, in the order of the options. Other files, files whose
    /// names begin with a dot and subfolders are ignored. PNG images of 8 bits are exact, JPEG images within 3 grey levels of libjpeg-turbo
    /// (0.05 on average); alpha is dropped; images are turned upright (EXIF).</para>
    /// <para>Y4M (uncompressed video: YUV4MPEG2): 8 bits a sample, 4:2:0, 4:2:2, 4:4:4 or grey. Interlaced fields stay woven together.
    /// The header gives the range (XCOLORRANGE); without it, colour has the limited range and grey the full range.</para>
    /// <para>Video: each frame once, with the file's own times, upright (phones store a rotation), with square pixels, in the size of the
    /// first frame; HDR is converted to SDR. Of several video tracks the default one is read; album covers are not video. Damaged frames are
    /// skipped as in a player, with a warning; a truncated file is an error at its end.</para>
    /// </remarks>
    /// <exception cref="MediaException">
    /// The path cannot be read, is damaged, is not media, holds no images or has no video track, or ffmpeg is not installed.
    /// </exception>
    public static IFrameSource Open(string path, SourceOptions? options = null) =>
        TryOpen(path, options) ?? throw VideoFileFrameSource.NoVideo(path);

    /// <summary>Opens frames as <see cref="Open"/> does, but returns null for a media file without a video track.</summary>
    /// <inheritdoc cref="Open"/>
    public static IFrameSource? TryOpen(string path, SourceOptions? options = null)
    {
        options ??= new SourceOptions();
        IFrameSource? source = Stored(path, options);
        return source is null || (options.Rotation == 0 && !options.Mirrored) ? source : new TurnedFrameSource(source, options.Rotation, options.Mirrored);
    }

    /// <summary>Opens frames as <see cref="Open"/> does, on another thread.</summary>
    /// <inheritdoc cref="Open"/>
    /// <param name="path">A file or folder.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait; a source that opens later is disposed.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static Task<IFrameSource> OpenAsync(string path, SourceOptions? options = null, CancellationToken cancellationToken = default) =>
        SourceOpening.RunAsync(() => Open(path, options), cancellationToken);

    /// <summary>Opens frames as <see cref="TryOpen"/> does, on another thread.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public static Task<IFrameSource?> TryOpenAsync(string path, SourceOptions? options = null, CancellationToken cancellationToken = default) =>
        SourceOpening.RunAsync(() => TryOpen(path, options), cancellationToken);

    /// <summary>Reads a Y4M stream from its position. It need not be seekable, and is disposed with the source.</summary>
    /// <param name="stream">The bytes of a Y4M file.</param>
    /// <param name="name">Name of the stream in errors.</param>
    /// <exception cref="MediaException">The stream is not Y4M, is damaged or has no frames.</exception>
    public static IFrameSource OpenY4m(Stream stream, string name = "The Y4M stream") => new Y4mFrameSource(stream, name);

    /// <summary>The frames as the file gives them.</summary>
    private static IFrameSource? Stored(string path, SourceOptions options) => MediaKinds.Of(path, Wanted) switch
    {
        MediaKind.ImageFolder => ImageFolderFrameSource.OpenFolder(path, options),
        MediaKind.Image => new ImageFolderFrameSource([path], options.FramesPerSecond, options.Ffmpeg),
        MediaKind.Y4m => new Y4mFrameSource(path),
        MediaKind.Wav => null,
        _ => TryOpenVideo(path, options),
    };

    private static VideoFileFrameSource? TryOpenVideo(string path, SourceOptions options)
    {
        try
        {
            return VideoFileFrameSource.TryOpen(path, options.Ffmpeg);
        }
        catch (MediaException e) when (UnreadableImages.Other(MediaFile.Head(path, Wanted, 32)) is { } what)
        {
            throw new MediaException($"{MediaFile.Quote(path)} {what}.", e);
        }
    }
}
