namespace MmaDfer.Sdk.Sources;

/// <summary>Frames that the caller holds in memory, all of one size, at a steady rate. Nothing is copied.</summary>
public sealed class MemoryFrameSource : IFrameSource
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _frames;
    private readonly int _width;
    private readonly int _height;
    private readonly PixelLayout _layout;
    private readonly int _stride;
    private readonly YuvRange _range;
    private readonly FrameRate _rate;
    private int _next;
    private volatile bool _disposed;

    /// <summary>Describes the frames; parameters as of <see cref="FrameView"/>.</summary>
    /// <param name="frames">The pixels of each frame, in order; they must stay unchanged while they are read.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="layout">How the bytes are laid out.</param>
    /// <param name="framesPerSecond">Rate from which the times are made.</param>
    /// <param name="stride">Bytes from a row to the next; 0 for rows without gaps; negative for bottom-up frames.</param>
    /// <param name="range">Black and white of the YUV layouts.</param>
    /// <exception cref="ArgumentException">There are no frames, or one has too few bytes (it is named by its number).</exception>
    public MemoryFrameSource(
        IReadOnlyList<ReadOnlyMemory<byte>> frames,
        int width,
        int height,
        PixelLayout layout = PixelLayout.Rgb24,
        double framesPerSecond = 25,
        int stride = 0,
        YuvRange range = YuvRange.Limited)
    {
        ArgumentNullException.ThrowIfNull(frames);
        _rate = new FrameRate(framesPerSecond);
        if (frames.Count == 0)
            throw new ArgumentException("The list of frames is empty; a clip needs at least one frame.", nameof(frames));
        for (int i = 0; i < frames.Count; i++)
        {
            try
            {
                _ = new FrameView(frames[i].Span, width, height, layout, stride, range);
            }
            catch (ArgumentException e)
            {
                throw new ArgumentException($"Frame {i + 1} of {frames.Count} in memory: {e.Message}", e);
            }
        }
        _frames = frames;
        (_width, _height, _layout, _stride, _range) = (width, height, layout, stride, range);
    }

    /// <summary>Degrees by which the frames must be turned clockwise to be upright, as of <see cref="FrameView.Rotation"/>; 0 by default.</summary>
    public int Rotation { get; init => field = FrameView.CheckRotation(value); }

    /// <summary>Whether the frames show a mirror image, as of <see cref="FrameView.Mirrored"/>; false by default.</summary>
    public bool Mirrored { get; init; }

    /// <inheritdoc/>
    public int? FrameCount => _frames.Count;

    /// <inheritdoc/>
    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        time = _rate.TimeOf(_next);
        frame = default;
        if (_next >= _frames.Count)
            return false;
        frame = new FrameView(_frames[_next++].Span, _width, _height, _layout, _stride, _range) { Rotation = Rotation, Mirrored = Mirrored };
        return true;
    }

    /// <inheritdoc/>
    public int Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(_disposed, this);
        int skipped = Math.Min(count, _frames.Count - _next);
        _next += skipped;
        return skipped;
    }

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;
}
