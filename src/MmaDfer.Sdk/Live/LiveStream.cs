using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Recognition.Sliding;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// All that is kept of one followed face, without any thread: frames and sound go in, windows for the network come out, its answers
/// become readings. Any thread may push; one at a time cuts faces out, one at a time takes windows and gives answers.
/// </summary>
internal sealed class LiveStream
{
    private readonly EmotionStreamOptions _options;
    private readonly Presence _seen = new(), _heard = new();
    private readonly FrameQueue _queue = new();
    private readonly FrameRing _ring;
    private readonly FrameIntake _intake;
    private readonly FaceCutter _cutter;
    private readonly AudioRing _audio;

    private readonly Lock _pushing = new();
    private long _audioEpoch = -1, _latePushes;

    private readonly FrameGrid? _grid;
    private readonly SlidingWindow? _sliding;
    private LogMel? _mel, _melBefore;
    private long _stateEpoch, _lookedAt;

    public LiveStream(EmotionStreamOptions options, int imageSize, IReadOnlyList<string> labels)
    {
        _options = options;
        Clock = new StreamClock(options.Window, options.LostAfter);
        var place = new FacePlace();
        _ring = new FrameRing(3 * imageSize * imageSize, (int)Math.Ceiling(options.Window.TotalSeconds * options.MaxFrameRate) + 2);
        _intake = new FrameIntake(_queue, place, imageSize, options);
        _cutter = new FaceCutter(_queue, place, _seen, _ring, imageSize, options);
        _audio = new AudioRing(options.Window, options.LostAfter);
        State = new EmotionState(options, labels);
        if (options.Reuse == WindowReuse.Approximate)
            (_grid, _sliding) = (new FrameGrid(options.Window), new SlidingWindow());
    }

    public StreamClock Clock { get; }

    /// <summary>What answers become readings with.</summary>
    public EmotionState State { get; }

    /// <summary>Takes a frame; its face is looked for if there is a finder, else it is all of it.</summary>
    /// <returns>Whether there is something to cut out.</returns>
    public bool PushFrame(FrameView frame, TimeSpan time)
    {
        lock (_pushing)
        {
            if (!MoveOn(time))
                return false;
            return _options.FaceFinder is null
                ? _intake.Push(frame, new PixelArea(0, 0, frame.Width, frame.Height), time, Clock.Epoch)
                : _intake.Push(frame, time, Clock.Epoch);
        }
    }

    /// <summary>Takes a frame whose face is at a known place; null for one without.</summary>
    /// <inheritdoc cref="PushFrame(FrameView, TimeSpan)"/>
    public bool PushFrame(FrameView frame, FaceBox? face, TimeSpan time)
    {
        PixelArea area = face is { } box ? PixelArea.Of(box, frame.Width, frame.Height) : default;
        lock (_pushing)
            return MoveOn(time) && !area.IsEmpty && _intake.Push(frame, area, time, Clock.Epoch);
    }

    /// <summary>Takes sound.</summary>
    public void PushAudio(ReadOnlySpan<float> samples, int sampleRate, int channels, TimeSpan time)
    {
        lock (_pushing)
        {
            Clock.Hear(time, Times.Add(time, (double)(samples.Length / channels) / sampleRate));
            if (_audioEpoch != Clock.Epoch || !_audio.Continues(sampleRate, channels))
                _audio.Restart(sampleRate, channels, time);
            _audioEpoch = Clock.Epoch;
            _audio.Write(samples, channels, time);
            Clock.Heard(time, _audio.End);
            _heard.Note(_audio.End, _audioEpoch);
        }
    }

    /// <summary>Takes what time it is.</summary>
    public void Tell(TimeSpan now)
    {
        lock (_pushing)
            Clock.Tell(now);
    }

    /// <summary>Cuts the face out of the oldest frame that waits.</summary>
    /// <returns>False where none does.</returns>
    public bool Cut() => _cutter.Work();

    /// <summary>Counts of what was pushed.</summary>
    public EmotionStreamStatistics Statistics
    {
        get
        {
            (double sound, double update) = Clock.Offsets;
            return new()
            {
                FramesKept = _intake.Kept, FramesLate = _latePushes, FramesDropped = _intake.Dropped, BadSamples = _audio.BadSamples,
                Restarts = Clock.Epoch, SoundAhead = Times.Add(default, sound), UpdateAhead = Times.Add(default, update),
            };
        }
    }

    /// <summary>Whether frames wait to be cut, or one is.</summary>
    public bool HasFrames => _queue.HasFrames;

    /// <summary>Makes a last window due, if the one before was taken before all frames were worked on.</summary>
    /// <returns>Whether it was.</returns>
    public bool LookAgain() => _cutter.Worked != Volatile.Read(ref _lookedAt) && Clock.TakeAgain();

    public bool IsDue => Clock.IsDue(_options.Interval);

    public bool HasFace(StreamMoment moment) => _seen.IsAt(moment.Now, moment.Epoch, _options.LostAfter);

    public bool HasAudio(StreamMoment moment) => _heard.IsAt(moment.Now, moment.Epoch, _options.LostAfter);

    /// <summary>Takes the newest window.</summary>
    /// <param name="window">Where to.</param>
    /// <param name="end">Its end; null for now.</param>
    /// <returns>False where nothing was pushed yet.</returns>
    public bool Take(WindowBuffer window, TimeSpan? end = null)
    {
        if (Clock.Now is not { } now)
            return false;
        // First: a frame that is cut from now on may be missing in the window.
        Volatile.Write(ref _lookedAt, _cutter.Worked);
        StreamMoment moment = now with { Now = end ?? now.Now };
        Clock.Take(moment.Now, moment.Epoch);
        window.Begin(moment.Epoch, Times.Add(moment.Now, -_options.Window.TotalSeconds), moment.Now, _grid, _sliding);
        double shown = HasFace(moment) ? _ring.Copy(moment.Epoch, window.Start, window.End, window) : 0, heard = 0;
        int rate = _audio.SampleRate;
        if (rate > 0 && HasAudio(moment))
            heard = window.TakeAudio(_audio, Features(rate));
        else
            window.TakeSilence();
        window.Filled = Math.Max(shown, heard) / _options.Window.TotalSeconds;
        return true;
    }

    /// <summary>Takes the network's answer.</summary>
    /// <param name="window">The window that was taken.</param>
    /// <param name="answer">The answer; null where the window shows and plays nothing.</param>
    /// <returns>The reading; null where the stream has started anew meanwhile.</returns>
    public EmotionReading? Answer(WindowBuffer window, EmotionPrediction? answer)
    {
        if (window.Epoch != Clock.Epoch)
            return null;
        if (window.Epoch != _stateEpoch)
            State.Restart(window.End);
        _stateEpoch = window.Epoch;
        ReadingFlags flags = (window.HasFrames ? 0 : ReadingFlags.NoFace) | (window.HasAudio ? 0 : ReadingFlags.NoAudio);
        if (window.Filled < _options.WarmUp - 0.01)
            flags |= ReadingFlags.WarmingUp;
        return State.Next(answer, window.End, flags);
    }

    /// <summary>Features at a sample rate; those of the rate before are kept, for devices that take turns.</summary>
    private LogMel Features(int rate)
    {
        if (_mel?.SampleRate != rate)
            (_mel, _melBefore) = (_melBefore?.SampleRate == rate ? _melBefore : new LogMel(rate), _mel);
        return _mel!;
    }

    /// <summary>Moves the stream's time on to a frame's.</summary>
    /// <returns>False for a frame that is not later than the one before.</returns>
    private bool MoveOn(TimeSpan time)
    {
        if (Clock.Show(time))
            return true;
        _latePushes++;
        return false;
    }
}
