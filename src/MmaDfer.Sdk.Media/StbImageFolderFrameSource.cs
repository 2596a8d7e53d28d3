using MmaDfer.Sdk.Sources;
using StbImageSharp;

namespace MmaDfer.Sdk.Media;

/// <summary>
/// The images of a folder (PNG, JPEG, BMP) as frames, decoded in this process by StbImageSharp: no program is needed. Which files are
/// taken and in which order is as in <see cref="ImageFolderFrameSource"/>; WebP and TIFF files, which that one reads, are errors here, and
/// of a GIF the first image is shown. PNG images of 8 bits come exactly, of 16 bits by their upper 8; alpha is dropped; they are turned
/// upright as the camera noted (EXIF). JPEG images differ by a few grey levels from those of other decoders.
/// </summary>
public sealed class StbImageFolderFrameSource : IFrameSource
{
    private readonly string[] _paths;
    private readonly FrameRate _rate;
    private int _next;
    private volatile bool _disposed;

    /// <summary>Lists a folder; images are decoded when they are read.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="order">Order of the names.</param>
    /// <param name="framesPerSecond">Rate from which the times are made.</param>
    /// <exception cref="MediaException">The folder cannot be read or holds no images.</exception>
    public StbImageFolderFrameSource(string folder, FrameOrder order = FrameOrder.Numeric, double framesPerSecond = 25)
    {
        _rate = new FrameRate(framesPerSecond);
        _paths = ImageFolder.List(folder, order);
        Warnings = ImageFolder.Warnings(folder, _paths, order);
    }

    /// <inheritdoc/>
    public int? FrameCount => _paths.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; }

    /// <inheritdoc/>
    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        frame = default;
        time = _rate.TimeOf(_next);
        if (_next == _paths.Length)
            return false;
        ImageResult image = StbImageFile.Decode(_paths[_next]);
        _next++;
        frame = new FrameView(image.Data, image.Width, image.Height, PixelLayout.Rgb24);
        return true;
    }

    /// <inheritdoc/>
    public int Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(_disposed, this);
        int skipped = Math.Min(count, _paths.Length - _next);
        _next += skipped;
        return skipped;
    }

    /// <summary>The path of the folder in quotes, as errors name it.</summary>
    public override string ToString() => MediaFile.Quote(Path.GetDirectoryName(_paths[0]) ?? _paths[0]);

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;
}
