using MmaDfer.Sdk.Sources.Decoding;
using MmaDfer.Sdk.Sources.Images;

namespace MmaDfer.Sdk.Sources;

/// <summary>
/// The images of a folder (PNG, JPEG, BMP, WebP, GIF, TIFF) as frames, in the order of the numbers in their names, each in its
/// own size. Other files, files whose names begin with a dot and sub-folders are ignored. Decoding needs the installed program ffmpeg
/// (on PATH, or where the environment variable MMADFER_FFMPEG says). PNG pictures of 8 bits come exactly, JPEG pictures
/// within 3 grey levels of libjpeg-turbo's (0.05 on average); alpha is dropped; they are turned upright as the
/// camera noted (EXIF).
/// </summary>
public sealed class ImageFolderFrameSource : IFrameSource
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

    /// <summary>Lists a folder; images are decoded when they are read.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="order">Order of the names.</param>
    /// <param name="framesPerSecond">Rate from which the times are made.</param>
    /// <exception cref="MediaException">The folder cannot be read or holds no images.</exception>
    public ImageFolderFrameSource(string folder, FrameOrder order = FrameOrder.Numeric, double framesPerSecond = 25)
        : this(ImageFolder.List(folder, order), framesPerSecond, new FfmpegSettings())
    {
        Warnings = ImageFolder.Warnings(folder, _paths, order);
    }

    internal ImageFolderFrameSource(string[] paths, double framesPerSecond, FfmpegSettings settings)
    {
        _rate = new FrameRate(framesPerSecond);
        _paths = paths;
        _settings = settings;
    }

    /// <inheritdoc/>
    public int? FrameCount => _paths.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>The files in the order in which they are shown.</summary>
    internal IReadOnlyList<string> Paths => _paths;

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

    /// <summary>
    /// Tells which frames will be read, the others being skipped, so that they can go through one decoder. Only the speed
    /// depends on it.
    /// </summary>
    internal void Expect(IEnumerable<int> frames)
    {
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
