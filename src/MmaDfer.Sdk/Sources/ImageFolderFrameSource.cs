using MmaDfer.Sdk.Sources.Decoding;
using MmaDfer.Sdk.Sources.Images;

namespace MmaDfer.Sdk.Sources;

/// <summary>The images of a folder, or a list of images, decoded by ffmpeg; <see cref="FrameSource.Open"/> lists the formats.</summary>
internal sealed class ImageFolderFrameSource : IFrameSource
{
    private const int FirstRun = 4;
    private const int Growth = 8;

    private readonly string[] _paths;
    private readonly FrameRate _rate;
    private readonly FfmpegSettings _settings;
    private readonly Lock _lock = new();
    private int[] _expected = [];
    private ImageRun? _run;
    private int _next;
    private int _runLength = FirstRun;
    private bool _old;
    private bool _disposed;

    /// <summary>Reads a list of images.</summary>
    /// <param name="paths">The files, in order, at least one.</param>
    /// <param name="framesPerSecond">Rate from which the times are calculated.</param>
    /// <param name="settings">How to run ffmpeg.</param>
    public ImageFolderFrameSource(string[] paths, double framesPerSecond, FfmpegSettings settings)
    {
        _rate = new FrameRate(framesPerSecond);
        _paths = paths;
        _settings = settings;
    }

    /// <summary>Lists a folder; images are decoded when they are read.</summary>
    /// <exception cref="MediaException">The folder cannot be read or holds no images.</exception>
    public static ImageFolderFrameSource OpenFolder(string folder, SourceOptions options)
    {
        string[] paths = ImageFolder.List(folder, options.FrameOrder);
        return new ImageFolderFrameSource(paths, options.FramesPerSecond, options.Ffmpeg)
        {
            Warnings = ImageFolder.Warnings(folder, paths, options.FrameOrder),
        };
    }

    /// <inheritdoc/>
    public int? FrameCount => _paths.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The files in the order in which they are shown.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <inheritdoc/>
    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        frame = default;
        time = _rate.TimeOf(_next);
        while (_next < _paths.Length)
        {
            ImageRun? run = _run?.Next == _next ? _run : StartRun();
            if (run is null)
                return false;
            if (run.TryRead(out frame))
            {
                _next++;
                return true;
            }
            if (IsDisposed)
                return false;
            AfterRun(run);
        }
        return false;
    }

    /// <inheritdoc/>
    public int Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        int skipped = Math.Min(count, _paths.Length - _next);
        if (skipped > 0 && _run?.Next < _next + skipped)
        {
            // Whoever skips once will skip again: decode no more than asked for.
            EndRun();
            _runLength = 1;
        }
        _next += skipped;
        return skipped;
    }

    /// <inheritdoc/>
    public void Expect(IReadOnlyList<int> frames)
    {
        // Expected images go through one decoder; each of the others would need one of its own.
        EndRun();
        _expected = [.. frames.Distinct().Order()];
    }

    /// <summary>The path of the folder, or of the only image, in quotes, as errors name it.</summary>
    public override string ToString() =>
        MediaFile.Quote(_paths.Length == 1 ? _paths[0] : Path.GetDirectoryName(_paths[0]) ?? _paths[0]);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        _run?.Dispose();
    }

    private bool IsDisposed
    {
        get
        {
            lock (_lock)
                return _disposed;
        }
    }

    private ImageRun? StartRun()
    {
        EndRun();
        int[] expected = [.. _expected.SkipWhile(i => i < _next).TakeWhile(i => i < _paths.Length)];
        int[] planned = expected.Length > 0 && expected[0] == _next
            ? expected
            : [.. Enumerable.Range(_next, Math.Min(_runLength, _paths.Length - _next))];
        if (_runLength == 1)
            planned = planned[..1];
        var run = new ImageRun(_settings, _old, _paths, planned);
        lock (_lock)
        {
            if (!_disposed)
                return _run = run;
        }
        run.Dispose();
        return null;
    }

    private void AfterRun(ImageRun run)
    {
        bool single = run.IsSingle;
        EndRun();
        if (run.Succeeded)
        {
            _runLength = (int)Math.Min((long)_runLength * Growth, int.MaxValue);
            return;
        }
        if (!_old && run.NeedsOldOption)
        {
            _old = true;
            return;
        }
        if (single)
            throw run.Failure;
        // Alone, the next file shows whether it is the damaged one.
        _runLength = 1;
    }

    private void EndRun()
    {
        _run?.Dispose();
        _run = null;
    }
}
