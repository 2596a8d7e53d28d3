using System.Globalization;
using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Sources;

/// <summary>
/// Sound of any audio or video file, decoded by the installed program ffmpeg (on PATH, or where the environment variable
/// MMADFER_FFMPEG says) as a child process: the first audio track at its own rate with all its channels, neither resampled
/// nor mixed. Times count from the start of the file, as those of <see cref="VideoFileFrameSource"/> do.
/// </summary>
public sealed class MediaFileAudioSource : IAudioSource
{
    private readonly FfmpegProcess _process;
    private readonly string _origin;
    private readonly WavReader? _reader;
    private readonly AudioStart _start = new();
    private bool _ended;

    /// <summary>Opens a file and decodes its beginning.</summary>
    /// <param name="path">The audio or video file.</param>
    /// <param name="stallLimit">How long a read waits for ffmpeg before it is stopped; 30 s where not given, <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <exception cref="MediaException">
    /// The file cannot be read, is damaged or has no audio track (<see cref="AudioSource.TryOpen"/> gives null for that), or
    /// ffmpeg is not installed.
    /// </exception>
    public MediaFileAudioSource(string path, TimeSpan? stallLimit = null)
        : this(path, FfmpegSettings.WithLimit(stallLimit))
    {
    }

    internal MediaFileAudioSource(string path, FfmpegSettings settings)
        : this(path, settings, out bool hasAudio)
    {
        if (!hasAudio)
            throw new MediaException($"{_origin} has no audio track; a file with sound is needed.");
    }

    private MediaFileAudioSource(string path, FfmpegSettings settings, out bool hasAudio)
    {
        _origin = MediaFile.Quote(path);
        // WAV names rate and channels in front of the samples; the filter says when the first of them is heard.
        string[] arguments =
        [
            .. FfmpegArguments.File(MediaKind.CheckDecodable(path, "an audio or video file")),
            "-map", "0:a:0", "-af", "ashowinfo", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1",
        ];
        _process = new FfmpegProcess(settings, arguments, _origin, feeds: false, _start.Hear);
        try
        {
            byte[] first = new byte[1];
            bool any = _process.ReadFully(first) == 1;
            if (!any && !_process.EndedWell() && _process.Messages.NoSuchStream)
            {
                hasAudio = false;
                return;
            }
            hasAudio = true;
            if (!any)
                throw Failed("cannot be decoded as sound");
            _reader = new WavReader(new FfmpegOutput(_process, first[0]), _origin);
        }
        finally
        {
            if (_reader is null)
                _process.Dispose();
        }
    }

    /// <inheritdoc/>
    public int SampleRate => _reader!.SampleRate;

    /// <inheritdoc/>
    public int Channels => _reader!.Channels;

    /// <summary>Opens a file as the constructor does, but gives null where it has no audio track.</summary>
    internal static MediaFileAudioSource? TryOpen(string path, FfmpegSettings settings)
    {
        var source = new MediaFileAudioSource(path, settings, out bool hasAudio);
        return hasAudio ? source : null;
    }

    /// <inheritdoc/>
    public int Read(Span<float> samples, out TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(_process.IsDisposed, this);
        time = default;
        if (_ended)
            return 0;
        int count = _reader!.Read(samples, out time);
        time += FrameRate.Seconds(_start.Take(TimeSpan.FromSeconds(2)));
        if (count == 0)
        {
            _ended = true;
            if ((!_process.EndedWell() || _process.Messages.Truncated) && !_process.IsDisposed)
                throw Failed($"is damaged or cut short after {time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s");
        }
        return count;
    }

    /// <summary>The path in quotes, as errors name it.</summary>
    public override string ToString() => _origin;

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private MediaException Failed(string how) => new($"{_origin} {how}: {_process.Messages.Summary}.");
}
