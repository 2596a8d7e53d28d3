using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Recognition.Sliding;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The data of a stream, without threads of its own: takes frames and audio, gives windows for the network, turns predictions into
/// readings. Any thread may push; one thread at a time processes frames, one takes and completes windows.
/// </summary>
internal sealed class LiveStream
{
    private readonly EmotionStreamOptions _options;
    private readonly Presence _seen = new(), _heard = new(), _delivered = new();
    private readonly FrameQueue _queue = new();
    private readonly FrameRing _ring;
    private readonly FrameIntake _intake;
    private readonly FaceCutter _cutter;
    private readonly AudioRing _audio;

    private readonly Lock _pushing = new();
    private long _audioEpoch = -1, _lateFrames;
    private AudioLevel? _level;
    private bool _wasAudible;
    private int _notedRate;
    private int? _notedModelRate;
    private volatile MediaException? _silenceFault, _rateFault;

    private readonly FrameGrid? _grid;
    private readonly SlidingWindow? _sliding;
    private readonly Func<Hearing> _hearing;
    private AudioFeatures? _features, _previousFeatures;
    private VoiceActivity? _voices, _previousVoices;
    private long _stateEpoch, _framesAtWindow;

    /// <param name="options">Of the stream.</param>
    /// <param name="imageSize">Width and height of the network's frames.</param>
    /// <param name="labels">Those of the model.</param>
    /// <param name="hearing">What the model hears now; an adapter may change the rate. Null for audio at its own rate.</param>
    public LiveStream(EmotionStreamOptions options, int imageSize, IReadOnlyList<string> labels, Func<Hearing>? hearing = null)
    {
        _options = options;
        _hearing = hearing ?? (static () => default);
        Clock = new StreamClock(options.Window, options.LostAfter);
        var lastFace = new LastFace();
        _ring = new FrameRing(3 * imageSize * imageSize, (int)Math.Ceiling(options.Window.TotalSeconds * options.MaxFrameRate) + 2);
        _intake = new FrameIntake(_queue, lastFace, imageSize, options);
        _cutter = new FaceCutter(_queue, lastFace, _seen, _ring, imageSize, options);
        _audio = new AudioRing(options.Window, options.LostAfter, _hearing().Channel);
        State = new EmotionState(options, labels);
        if (options.Reuse == WindowReuse.Approximate)
            (_grid, _sliding) = (new FrameGrid(options.Window), new SlidingWindow());
    }

    public StreamClock Clock { get; }

    /// <summary>Turns predictions into readings.</summary>
    public EmotionState State { get; }

    /// <summary>
    /// The fault that the audio has held nothing but silence from its start on, or that it lacks much of what the model learned; null for neither.
    /// </summary>
    public MediaException? AudioFault => _silenceFault ?? _rateFault;

    /// <summary>Counts of the pushed data.</summary>
    public EmotionStreamStatistics Statistics
    {
        get
        {
            (double audio, double update) = Clock.Offsets;
            return new()
            {
                FramesKept = _intake.Kept, FramesLate = _lateFrames, FramesDropped = _intake.Dropped, FramesStraightened = _cutter.Straightened, BadSamples = _audio.BadSamples,
                Restarts = Clock.Epoch, AudioAhead = Times.Add(default, audio), UpdateAhead = Times.Add(default, update),
            };
        }
    }

    /// <summary>Whether frames wait to be processed, or one is being processed.</summary>
    public bool HasPendingFrames => _queue.HasFrames;

    /// <summary>Whether the next window may be taken.</summary>
    public bool IsDue => Clock.IsDue(_options.Interval);

    /// <summary>Takes a frame whose face must be found; without a finder, the whole frame is the face.</summary>
    /// <returns>Whether a frame waits to be processed.</returns>
    public bool PushFrame(FrameView frame, TimeSpan time)
    {
        if (_options.FaceFinder is null)
            return PushFrame(frame, new FaceBox(0, 0, frame.UprightWidth, frame.UprightHeight), time);
        lock (_pushing)
            return AdvanceTo(time) && _intake.Push(frame, time, Clock.Epoch);
    }

    /// <summary>Takes a frame whose face is known.</summary>
    /// <inheritdoc cref="PushFrame(FrameView, TimeSpan)"/>
    public bool PushFrame(FrameView frame, FaceBox face, TimeSpan time)
    {
        lock (_pushing)
            return AdvanceTo(time) && _intake.Push(frame, face, time, Clock.Epoch);
    }

    /// <summary>Takes the time of a frame without a face.</summary>
    public void PushFrameWithoutFace(TimeSpan time)
    {
        lock (_pushing)
            AdvanceTo(time);
    }

    /// <summary>Takes audio.</summary>
    public void PushAudio(ReadOnlySpan<float> samples, int sampleRate, int channels, TimeSpan time)
    {
        lock (_pushing)
        {
            Clock.BeginAudio(time, Times.Add(time, (double)(samples.Length / channels) / sampleRate));
            if (_audioEpoch != Clock.Epoch || !_audio.Continues(sampleRate, channels))
                _audio.Restart(sampleRate, channels, time);
            _audioEpoch = Clock.Epoch;
            NoteRate(sampleRate);
            _audio.Write(samples, channels, time);
            Clock.EndAudio(time, _audio.End);
            _delivered.Note(_audio.End, _audioEpoch);
            NoteLevel(samples, sampleRate, channels);
        }
    }

    /// <summary>Takes the present time.</summary>
    public void UpdateTime(TimeSpan now)
    {
        lock (_pushing)
            Clock.Update(now);
    }

    /// <summary>Finds and cuts out the face of the oldest waiting frame.</summary>
    /// <returns>False if no frame waits.</returns>
    public bool ProcessFrame() => _cutter.ProcessNext();

    /// <summary>Makes a last window due if the previous one was taken before all frames were processed.</summary>
    /// <returns>Whether it was.</returns>
    public bool RequestLastWindow() => _cutter.Processed != Volatile.Read(ref _framesAtWindow) && Clock.RequestWindow();

    /// <summary>Whether a face was seen within <see cref="EmotionStreamOptions.LostAfter"/>.</summary>
    public bool HasFace(StreamMoment moment) => _seen.IsRecent(moment, _options.LostAfter);

    /// <summary>Whether there was audible audio within <see cref="EmotionStreamOptions.LostAfter"/>.</summary>
    public bool HasAudio(StreamMoment moment) => _heard.IsRecent(moment, _options.LostAfter);

    /// <summary>Takes the newest window.</summary>
    /// <param name="window">Receives it.</param>
    /// <param name="end">Its end; null for now.</param>
    /// <returns>False before the first push.</returns>
    public bool TakeWindow(WindowBuffer window, TimeSpan? end = null)
    {
        if (Clock.Now is not { } now)
            return false;
        // First: a frame that is processed from now on may be missing in the window.
        Volatile.Write(ref _framesAtWindow, _cutter.Processed);
        StreamMoment moment = now with { Now = end ?? now.Now };
        Clock.AddWindow(moment.Now, moment.Epoch);
        window.Begin(
            moment.Epoch, Times.Add(moment.Now, -_options.Window.TotalSeconds), moment.Now, _options.TimeProvider.GetTimestamp(), _grid, _sliding);
        double seen = HasFace(moment) ? _ring.Copy(moment.Epoch, window.Start, window.End, window) : 0, heard = 0;
        int rate = _audio.SampleRate;
        if (rate > 0 && HasAudio(moment))
            heard = window.TakeAudio(_audio, Features(rate));
        else
            window.TakeSilence();
        window.IsGap = !window.HasFrames && !_delivered.IsRecent(moment, _options.LostAfter);
        if (window.HasAudio && rate >= VoiceActivity.MinSampleRate)
        {
            window.MeasureVoice(Voices(_features!.FeatureRate), heard);
            // A prediction without a face and a voice would be one from nothing.
            if (window.HasNoVoice && (_options.HearOnlyVoice || !window.HasFrames))
                heard = window.TakeSilence();
        }
        window.Filled = Math.Max(seen, heard) / _options.Window.TotalSeconds;
        return true;
    }

    /// <summary>Turns the prediction for a window into a reading.</summary>
    /// <param name="window">The window.</param>
    /// <param name="prediction">The prediction; null for a window without frames and audio.</param>
    /// <returns>The reading; null if the stream has restarted meanwhile.</returns>
    public EmotionReading? Complete(WindowBuffer window, EmotionPrediction? prediction)
    {
        if (window.Epoch != Clock.Epoch)
            return null;
        if (window.Epoch != _stateEpoch)
            State.Restart(window.End);
        _stateEpoch = window.Epoch;
        ReadingFlags flags = (window.HasFrames ? 0 : ReadingFlags.NoFace) | (window.HasAudio ? 0 : ReadingFlags.NoAudio);
        if (window.HasNoVoice)
            flags |= ReadingFlags.NoVoice;
        if (window.Filled < _options.WarmUp - 0.01)
            flags |= ReadingFlags.WarmingUp;
        flags |= window.Health.Flags;
        Diagnostics.Windows.Add(1);
        if (prediction is not null)
            Diagnostics.WindowDuration.Record(_options.TimeProvider.GetElapsedTime(window.TakenAt).TotalSeconds);
        return State.Next(prediction, window.End, flags, window.Face, window.Health.Quality) with { VoiceShare = window.VoiceShare };
    }

    /// <summary>Features of audio of a sample rate; keeps those of the previous rate, for devices that alternate.</summary>
    private AudioFeatures Features(int rate)
    {
        int? modelRate = _hearing().SampleRate;
        if (_features?.IsFor(rate, modelRate) != true)
            (_features, _previousFeatures) = (_previousFeatures?.IsFor(rate, modelRate) == true ? _previousFeatures : new AudioFeatures(rate, modelRate), _features);
        return _features!;
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

    /// <summary>Tells voices at a sample rate, as <see cref="Features"/>.</summary>
    private VoiceActivity Voices(int rate)
    {
        if (_voices?.SampleRate != rate)
            (_voices, _previousVoices) = (_previousVoices?.SampleRate == rate ? _previousVoices : new VoiceActivity(rate), _voices);
        return _voices!;
    }

    /// <summary>Notes when a block that was added is audible; that there was nothing audible from the start on is a fault.</summary>
    private void NoteLevel(ReadOnlySpan<float> samples, int sampleRate, int channels)
    {
        if (_level?.SampleRate != sampleRate || _level.Channels != channels)
            _level = new AudioLevel(sampleRate, channels);
        int after = _level.Add(samples);
        if (after >= 0)
            _heard.Note(Times.Add(_audio.End, -(double)after / sampleRate), _audioEpoch);
        _wasAudible |= after >= 0;
        // Later, silence is no fault: microphones that suppress noise are silent whenever nobody speaks.
        if (_wasAudible)
            _silenceFault = null;
        else if (_level.IsSilent)
            _silenceFault ??= new MediaException($"The audio holds {_level.Description}: if it is a microphone's, is the permission missing, is it muted?");
    }

    /// <summary>Advances the clock to the time of a frame.</summary>
    /// <returns>False for a frame that is not later than the previous one.</returns>
    private bool AdvanceTo(TimeSpan time)
    {
        if (Clock.AddFrame(time))
            return true;
        _lateFrames++;
        return false;
    }
}

/// <summary>The last time at which there was a face, or audio. Safe for any number of threads.</summary>
internal sealed class Presence
{
    private readonly Lock _gate = new();
    private long _epoch = -1;
    private TimeSpan _last;

    /// <summary>Notes that it was present.</summary>
    /// <param name="time">When; an earlier time than the last one has no effect.</param>
    /// <param name="epoch">The start of the stream that the time belongs to.</param>
    public void Note(TimeSpan time, long epoch)
    {
        lock (_gate)
        {
            if (epoch > _epoch || epoch == _epoch && time > _last)
                (_last, _epoch) = (time, epoch);
        }
    }

    /// <summary>Whether it was present a short while ago.</summary>
    public bool IsRecent(StreamMoment moment, TimeSpan lostAfter)
    {
        lock (_gate)
            return moment.Epoch == _epoch && Times.Seconds(_last, moment.Now) < lostAfter.TotalSeconds;
    }
}
