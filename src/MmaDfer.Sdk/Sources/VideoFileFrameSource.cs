using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Sources;

/// <summary>
/// Frames of any video file, decoded by the installed program ffmpeg (on PATH, or where the environment variable
/// MMADFER_FFMPEG says) as a child process. All frames come, each once, with the file's own times, upright (phones store a
/// rotation), in the size of the first. Errors within the pictures are passed over as a player would; a file cut short is an
/// error when its end is reached.
/// </summary>
public sealed class VideoFileFrameSource : IFrameSource
{
    private readonly FfmpegSettings _settings;
    private readonly string _path;
    private readonly string _origin;
    private FfmpegProcess _process;
    private FrameTimes _times;
    private PpmReader _reader;
    private bool _pending;
    private bool _ended;
    private int _next;
    private double _lastSeconds;

    /// <summary>Opens a file and decodes its first frame.</summary>
    /// <param name="path">The video file.</param>
    /// <param name="stallLimit">How long a read waits for ffmpeg before it is stopped; 30 s where not given, <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <exception cref="MediaException">
    /// The file cannot be read, is damaged, is no video or has no video track, or ffmpeg is not installed.
    /// </exception>
    public VideoFileFrameSource(string path, TimeSpan? stallLimit = null)
        : this(path, FfmpegSettings.WithLimit(stallLimit))
    {
    }

    internal VideoFileFrameSource(string path, FfmpegSettings settings)
        : this(path, settings, out bool hasVideo)
    {
        if (!hasVideo)
            throw new MediaException($"{_origin} has no video track; a video file is needed.");
    }

    private VideoFileFrameSource(string path, FfmpegSettings settings, out bool hasVideo)
    {
        _settings = settings;
        _origin = MediaFile.Quote(path);
        _path = MediaKind.CheckDecodable(path, "a video file");
        hasVideo = false;
        (_process, _times, _reader) = Start(old: false);
        try
        {
            _pending = _reader.Read();
            if (!_pending && !_process.EndedWell() && _process.Messages.LacksFpsMode)
            {
                _process.Dispose();
                (_process, _times, _reader) = Start(old: true);
                _pending = _reader.Read();
            }
            hasVideo = _pending || !_process.Messages.NoSuchStream;
            if (!_pending && hasVideo)
                throw Failed();
        }
        finally
        {
            if (!_pending)
                _process.Dispose();
        }
    }

    /// <summary>Opens a file as the constructor does, but gives null where it has no video track.</summary>
    internal static VideoFileFrameSource? TryOpen(string path, FfmpegSettings settings)
    {
        var source = new VideoFileFrameSource(path, settings, out bool hasVideo);
        return hasVideo ? source : null;
    }

    /// <summary>Not known before the file is decoded: null.</summary>
    public int? FrameCount => null;

    /// <inheritdoc/>
    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(_process.IsDisposed, this);
        frame = default;
        time = FrameRate.Seconds(_lastSeconds);
        if (_ended)
            return false;
        if (!_pending && !_reader.Read())
        {
            _ended = true;
            if (!_process.EndedWell() || _process.Messages.Truncated)
            {
                if (_process.IsDisposed)
                    return false;
                throw Failed();
            }
            return false;
        }
        _pending = false;
        double seconds = _times.Take(TimeSpan.FromSeconds(2));
        if (seconds > _lastSeconds)
            _lastSeconds = seconds;
        _next++;
        time = FrameRate.Seconds(_lastSeconds);
        frame = new FrameView(_reader.Pixels, _reader.Width, _reader.Height, PixelLayout.Rgb24);
        return true;
    }

    /// <summary>The path in quotes, as errors name it.</summary>
    public override string ToString() => _origin;

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private (FfmpegProcess Process, FrameTimes Times, PpmReader Reader) Start(bool old)
    {
        var times = new FrameTimes();
        string[] arguments =
        [
            .. FfmpegArguments.File(_path),
            // V: video that is not the cover of an album.
            "-map", "0:V:0", "-vf", "showinfo=checksum=0", "-sws_flags", "bicubic+accurate_rnd+full_chroma_int",
            .. FfmpegArguments.PpmOutput(old),
        ];
        var process = new FfmpegProcess(_settings, arguments, _origin, feeds: false, times.Hear);
        return (process, times, new PpmReader(process, _origin));
    }

    private MediaException Failed() => new(_next == 0
        ? $"{_origin} cannot be decoded as video: {_process.Messages.Summary}."
        : $"{_origin} is damaged or cut short after frame {_next}: {_process.Messages.Summary}.");
}
