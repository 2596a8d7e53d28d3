using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Live.Scenes;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The audio of a stream, or of all people of a scene: takes samples and what the loudspeakers play, gives the audio of windows. One thread at
/// a time pushes, one takes windows.
/// </summary>
/// <param name="options">Of the stream.</param>
/// <param name="hearing">What the model hears now; an adapter may change the rate. Null for audio at its own rate.</param>
internal sealed class StreamAudio(EmotionStreamOptions options, Func<Hearing>? hearing)
{
    private readonly Func<Hearing> _hearing = hearing ?? (static () => default);
    private readonly Presence _heard = new(), _delivered = new();
    private long _epoch = -1;
    private AudioLevel? _level;
    private bool _wasAudible;
    private int _notedRate;
    private int? _notedModelRate;
    private volatile MediaException? _silenceFault, _rateFault;
    private volatile PlaybackEcho? _playback;

    private AudioFeatures? _features, _previousFeatures;
    private VoiceActivity? _voices, _previousVoices;

    /// <summary>The newest samples.</summary>
    public AudioRing Ring { get; } = new(options.Window, options.LostAfter, hearing?.Invoke().Channel ?? AudioChannel.Auto);

    /// <summary>
    /// The fault that the audio has held nothing but silence from its start on, or that it lacks much of what the model learned; null for neither.
    /// </summary>
    public MediaException? Fault => _silenceFault ?? _rateFault;

    /// <summary>Takes audio.</summary>
    public void Push(ReadOnlySpan<float> samples, int sampleRate, int channels, TimeSpan time, StreamClock clock)
    {
        clock.BeginAudio(time, Times.Add(time, (double)(samples.Length / channels) / sampleRate));
        if (_epoch != clock.Epoch || !Ring.Continues(sampleRate, channels))
            Ring.Restart(sampleRate, channels, time);
        _epoch = clock.Epoch;
        NoteRate(sampleRate);
        Ring.Write(samples, channels, time);
        clock.EndAudio(time, Ring.End);
        _delivered.Note(Ring.End, _epoch);
        NoteLevel(samples, sampleRate, channels);
    }

    /// <summary>Takes what the loudspeakers play.</summary>
    public void PushPlayback(ReadOnlySpan<float> samples, int sampleRate, int channels, TimeSpan time) =>
        (_playback ??= new PlaybackEcho(options.Window, options.LostAfter)).Write(samples, sampleRate, channels, time);

    /// <summary>Whether there was audible audio within <see cref="EmotionStreamOptions.LostAfter"/>.</summary>
    public bool IsHeard(StreamMoment moment) => _heard.IsRecent(moment, options.LostAfter);

    /// <summary>Whether there was audio, audible or not, within <see cref="EmotionStreamOptions.LostAfter"/>.</summary>
    public bool IsDelivered(StreamMoment moment) => _delivered.IsRecent(moment, options.LostAfter);

    /// <summary>Writes the audio of a window, or silence.</summary>
    /// <param name="window">The window, with its frames.</param>
    /// <param name="moment">The present.</param>
    /// <param name="person">Who of a scene hears it; null for a stream.</param>
    /// <param name="isPart">Whether it is the newest part of a window that was taken already.</param>
    /// <returns>Seconds of audio.</returns>
    public double Take(WindowBuffer window, StreamMoment moment, PersonVoice? person, bool isPart)
    {
        int rate = Ring.SampleRate;
        if (rate == 0 || !IsHeard(moment))
            return window.TakeSilence();
        if (_playback is { } playback)
            window.Playback = playback.Listen(Ring, window.Start, window.End, moment.Epoch);
        // Not HasFlag, which allocates until the code is compiled for speed.
        if ((window.Playback & ReadingFlags.OnlyPlayback) != 0 || person?.IsHeard(window) == false)
            return window.TakeSilence();
        double seconds = window.TakeAudio(window.Playback == 0 ? Ring : _playback!.Clean, Features(rate), person);
        // Of a part, the share of speech is of interest only if something depends on it.
        if (window.HasAudio && rate >= VoiceActivity.MinSampleRate && (!isPart || options.HearOnlyVoice || !window.HasFrames))
        {
            window.MeasureVoice(Voices(_features!.FeatureRate), seconds);
            // A prediction without a face and a voice would be one from nothing.
            if (window.HasNoVoice && (options.HearOnlyVoice || !window.HasFrames))
                return window.TakeSilence();
        }
        return seconds;
    }

    /// <summary>Features of audio of a sample rate; keeps those of the previous rate, for devices that alternate.</summary>
    private AudioFeatures Features(int rate)
    {
        int? modelRate = _hearing().SampleRate;
        if (_features?.IsFor(rate, modelRate) != true)
            (_features, _previousFeatures) = (_previousFeatures?.IsFor(rate, modelRate) == true ? _previousFeatures : new AudioFeatures(rate, modelRate), _features);
        return _features!;
    }

    /// <summary>Tells voices at a sample rate, as <see cref="Features"/>.</summary>
    private VoiceActivity Voices(int rate)
    {
        if (_voices?.SampleRate != rate)
            (_voices, _previousVoices) = (_previousVoices?.SampleRate == rate ? _previousVoices : new VoiceActivity(rate), _voices);
        return _voices!;
    }

    /// <summary>Notes a fault of audio whose rate is too low, or its end.</summary>
    private void NoteRate(int rate)
    {
        int? modelRate = _hearing().SampleRate;
        if ((rate, modelRate) == (_notedRate, _notedModelRate))
            return;
        (_notedRate, _notedModelRate) = (rate, modelRate);
        _rateFault = AudioFeatures.LowRateWarning("The audio", rate, modelRate) is { } text ? new MediaException(text) : null;
    }

    /// <summary>Notes when a block that was added is audible; that there was nothing audible from the start on is a fault.</summary>
    private void NoteLevel(ReadOnlySpan<float> samples, int sampleRate, int channels)
    {
        if (_level?.SampleRate != sampleRate || _level.Channels != channels)
            _level = new AudioLevel(sampleRate, channels);
        int after = _level.Add(samples);
        if (after >= 0)
            _heard.Note(Times.Add(Ring.End, -(double)after / sampleRate), _epoch);
        _wasAudible |= after >= 0;
        // Later, silence is no fault: microphones that suppress noise are silent whenever nobody speaks.
        if (_wasAudible)
            _silenceFault = null;
        else if (_level.IsSilent)
            _silenceFault ??= new MediaException($"The audio holds {_level.Description}: if it is a microphone's, is the permission missing, is it muted?");
    }
}
