using System.Globalization;
using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Sources;

/// <summary>The audio of any audio or video file, decoded by ffmpeg as a child process; <see cref="AudioSource.Open"/> tells how.</summary>
internal sealed class MediaFileAudioSource : IAudioSource
{
    private readonly FfmpegSettings _settings;
    private readonly string _path;
    private readonly string _origin;
    private FfmpegProcess _process;
    private MediaTracks _tracks;
    private GaplessReader? _reader;
    private bool _ended;
    private volatile IReadOnlyList<string> _warnings = [];

    private MediaFileAudioSource(string path, FfmpegSettings settings, out bool hasAudio)
    {
        _settings = settings;
        _origin = MediaFile.Quote(path);
        _path = MediaFile.CheckDecodable(path, "an audio or video file");
        (_process, _tracks) = Start(TrackChoice.FirstAudio);
        try
        {
            TrackChoice? choice = TrackChoice.Audio(_tracks);
            if (choice is not null && choice != TrackChoice.FirstAudio)
            {
                _process.Dispose();
                _reader = null;
                (_process, _tracks) = Start(choice);
            }
            // The audio may belong to another programme than the video.
            if (_tracks is { IsHeard: true, Audio: null })
                _reader = null;
            else if (_reader is null && !_process.Messages.NoSuchStream)
                throw Failed("cannot be decoded as audio");
            hasAudio = _reader is not null;
            if (_reader is not null)
                (SampleRate, Channels) = (_reader.SampleRate, _reader.Channels);
        }
        finally
        {
            if (_reader is null)
                _process.Dispose();
        }
    }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <summary>Gaps that were filled with silence, and skipped damage.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The error for a file without an audio track.</summary>
    public static MediaException NoAudio(string path) => new($"{MediaFile.Quote(path)} has no audio track; a file with audio is needed.");

    /// <summary>Opens a file and decodes its beginning; null where it has no audio track.</summary>
    /// <exception cref="MediaException">The file cannot be read or is damaged, or ffmpeg is not installed.</exception>
    public static MediaFileAudioSource? TryOpen(string path, FfmpegSettings settings)
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
        if (count == 0)
        {
            _ended = true;
            if ((!_process.EndedWell() || _process.Messages.Truncated) && !_process.IsDisposed)
                throw Failed($"is damaged or cut short after {time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s");
            IEnumerable<string> damage = _process.Messages.Damage is { } errors
                ? [$"{_origin} is damaged; audio that cannot be decoded was left out ({errors})."]
                : [];
            _warnings = [.. _reader.Warnings(_origin), .. damage];
        }
        return count;
    }

    /// <summary>The path in quotes, as errors name it.</summary>
    public override string ToString() => _origin;

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    /// <summary>Starts to decode; there is a reader then if anything comes.</summary>
    private (FfmpegProcess Process, MediaTracks Tracks) Start(TrackChoice choice)
    {
        var times = new AudioTimes();
        var tracks = new MediaTracks();
        // WAV names rate and channels in front of the samples; the filter says when samples are heard.
        string[] arguments =
        [
            .. FfmpegArguments.File(_path),
            .. choice.Arguments("-af", "ashowinfo", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1"),
        ];
        var process = new FfmpegProcess(_settings, arguments, _origin, feeds: false, line =>
        {
            tracks.Hear(line);
            times.Hear(line);
        });
        try
        {
            byte[] first = new byte[1];
            if (process.ReadFully(first) == 1)
            {
                _reader = new GaplessReader(new WavReader(new FfmpegOutput(process, first[0]), _origin), times);
                tracks.Wait(TimeSpan.FromSeconds(2));
            }
            else
            {
                // All that it says is heard then.
                process.EndedWell();
            }
            return (process, tracks);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    private MediaException Failed(string how) => new($"{_origin} {how}: {_process.Messages.Summary}.");
}
