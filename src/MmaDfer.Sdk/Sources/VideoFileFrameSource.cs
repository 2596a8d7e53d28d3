using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Sources;

/// <summary>Frames of any video file, decoded by ffmpeg as a child process; <see cref="FrameSource.Open"/> tells how.</summary>
internal sealed class VideoFileFrameSource : IFrameSource
{
    private readonly FfmpegSettings _settings;
    private readonly string _path;
    private readonly string _origin;
    private FfmpegProcess _process;
    private MediaTracks _tracks;
    private FrameTimes _times;
    private PpmReader _reader;
    private bool _pending;
    private bool _ended;
    private int _next;
    private double _firstSeconds, _lastSeconds, _interval, _shift;
    private bool _joined;
    private volatile IReadOnlyList<string> _warnings = [];

    private VideoFileFrameSource(string path, FfmpegSettings settings, out bool hasVideo)
    {
        _settings = settings;
        _origin = MediaFile.Quote(path);
        _path = MediaFile.CheckDecodable(path, "a video file");
        hasVideo = false;
        (_process, _tracks, _times, _reader) = Start(TrackChoice.FirstVideo, old: false);
        try
        {
            Begin(TrackChoice.FirstVideo);
            if (TrackChoice.Video(_tracks) is { } choice && choice != TrackChoice.FirstVideo)
            {
                _process.Dispose();
                (_process, _tracks, _times, _reader) = Start(choice, old: false);
                Begin(choice);
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

    /// <summary>The error for a file without a video track.</summary>
    public static MediaException NoVideo(string path) => new($"{MediaFile.Quote(path)} has no video track; a video file is needed.");

    /// <summary>Opens a file and decodes its first frame; null where it has no video track.</summary>
    /// <exception cref="MediaException">The file cannot be read, is damaged or is no video, or ffmpeg is not installed.</exception>
    public static VideoFileFrameSource? TryOpen(string path, FfmpegSettings settings)
    {
        var source = new VideoFileFrameSource(path, settings, out bool hasVideo);
        return hasVideo ? source : null;
    }

    /// <summary>Not known before the file is decoded: null.</summary>
    public int? FrameCount => null;

    /// <summary>Skipped damage, and changes to the frames or their times.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

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
            _warnings = [.. FindWarnings()];
            return false;
        }
        _pending = false;
        Pass(_times.Take(TimeSpan.FromSeconds(2)));
        _next++;
        time = FrameRate.Seconds(_lastSeconds);
        frame = new FrameView(_reader.Pixels, _reader.Width, _reader.Height, PixelLayout.Rgb24);
        return true;
    }

    /// <summary>The path in quotes, as errors name it.</summary>
    public override string ToString() => _origin;

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    /// <summary>Counts on to the time that ffmpeg says of a frame; times that go back are held.</summary>
    private void Pass(double said)
    {
        double seconds = said + _shift;
        if (_next == 0)
        {
            _firstSeconds = seconds;
        }
        else if (JoinedTimes.Restart(said - _firstSeconds, seconds - _lastSeconds))
        {
            _joined = true;
            _shift += _lastSeconds + _interval - seconds;
            seconds = _lastSeconds + _interval;
        }
        if (!(seconds > _lastSeconds))
            return;
        _interval = seconds - _lastSeconds;
        _lastSeconds = seconds;
    }

    private IEnumerable<string> FindWarnings()
    {
        if (_tracks.Video?.HdrTransfer is not null)
            yield return $"{_origin} is HDR video; its frames were converted to SDR, for which the network was made.";
        if (_joined)
            yield return $"Times of the frames of {_origin} go back, as in joined files; the rest was taken to follow directly.";
        if (_process.Messages.Damage is { } errors)
            yield return $"{_origin} is damaged; frames that cannot be decoded were left out or concealed ({errors}).";
    }

    /// <summary>Reads the first frame, and what is said before it.</summary>
    private void Begin(TrackChoice choice)
    {
        _pending = _reader.Read();
        if (!_pending && !_process.EndedWell() && _process.Messages.LacksFpsMode)
        {
            _process.Dispose();
            (_process, _tracks, _times, _reader) = Start(choice, old: true);
            _pending = _reader.Read();
        }
        if (_pending)
            _tracks.Wait(TimeSpan.FromSeconds(2));
        else
            _process.EndedWell();
    }

    private (FfmpegProcess Process, MediaTracks Tracks, FrameTimes Times, PpmReader Reader) Start(TrackChoice choice, bool old)
    {
        var times = new FrameTimes();
        var tracks = new MediaTracks();
        string[] output =
        [
            "-vf", "showinfo=checksum=0" + choice.Filters, "-sws_flags", "bicubic+accurate_rnd+full_chroma_int",
            .. FfmpegArguments.PpmOutput(old),
        ];
        string[] arguments = [.. FfmpegArguments.File(_path), .. choice.Arguments(output)];
        var process = new FfmpegProcess(_settings, arguments, _origin, feeds: false, line =>
        {
            tracks.Hear(line);
            times.Hear(line);
        });
        return (process, tracks, times, new PpmReader(process, _origin));
    }

    private MediaException Failed()
    {
        string said = _process.Messages.Summary;
        if (_tracks.Video?.HdrTransfer is not null && said.Contains("No such filter", StringComparison.Ordinal))
            return new MediaException($"{_origin} is HDR video, and this ffmpeg cannot convert it to SDR: it was built without the filter \"zscale\"; convert the file to SDR, or install an ffmpeg with zscale.");
        return new MediaException(_next == 0
            ? $"{_origin} cannot be decoded as video: {said}."
            : $"{_origin} is damaged or cut short after frame {_next}: {said}.");
    }
}
