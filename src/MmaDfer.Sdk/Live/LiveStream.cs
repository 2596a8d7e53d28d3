using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live.Scenes;
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
    private readonly int _imageSize;
    private readonly Presence _seen = new();
    private readonly FrameRing _ring;
    private readonly FrameIntake _intake;
    private readonly PersonVoice? _voice;

    private readonly Lock _pushing = new();
    private long _lateFrames;

    private readonly FrameGrid? _grid;
    private readonly SlidingWindow? _sliding;
    private long _stateEpoch, _framesAtWindow;

    // Where the windows of _stateEpoch begin at the earliest, and memory for the newest part of a window.
    private TimeSpan _earliest = TimeSpan.MinValue;
    private WindowBuffer? _recent;

    /// <param name="options">Of the stream.</param>
    /// <param name="imageSize">Width and height of the network's frames.</param>
    /// <param name="labels">Those of the model.</param>
    /// <param name="hearing">What the model hears now; an adapter may change the rate. Null for audio at its own rate.</param>
    /// <param name="scene">For a person of a scene: takes its frames and audio, and has the clock and the audio of all.</param>
    /// <param name="voice">For a person of a scene: what this person says.</param>
    public LiveStream(
        EmotionStreamOptions options, int imageSize, IReadOnlyList<string> labels, Func<Hearing>? hearing = null, LiveStream? scene = null,
        PersonVoice? voice = null)
    {
        _options = options;
        _imageSize = imageSize;
        _voice = voice;
        Clock = scene?.Clock ?? new StreamClock(options.Window, options.LostAfter);
        _ring = new FrameRing(3 * imageSize * imageSize, (int)Math.Ceiling(options.Window.TotalSeconds * options.MaxFrameRate) + 2);
        _intake = new FrameIntake(Queue, LastFace, imageSize, options);
        Cutter = new FaceCutter(Queue, LastFace, _seen, _ring, imageSize, options);
        Audio = scene?.Audio ?? new StreamAudio(options, hearing);
        State = new EmotionState(options, labels);
        if (options.Reuse == WindowReuse.Approximate)
            (_grid, _sliding) = (new FrameGrid(options.Window), new SlidingWindow());
    }

    public StreamClock Clock { get; }

    /// <summary>Turns predictions into readings.</summary>
    public EmotionState State { get; }

    /// <summary>The audio; of a person of a scene, that of all.</summary>
    public StreamAudio Audio { get; }

    /// <summary>Frames that wait.</summary>
    public FrameQueue Queue { get; } = new();

    /// <summary>Where the face was last.</summary>
    public LastFace LastFace { get; } = new();

    /// <summary>Cuts the face out.</summary>
    public FaceCutter Cutter { get; }

    /// <summary>Counts of the pushed data.</summary>
    public EmotionStreamStatistics Statistics
    {
        get
        {
            (double audio, double update) = Clock.Offsets;
            return new()
            {
                FramesKept = _intake.Kept, FramesLate = _lateFrames, FramesDropped = _intake.Dropped, FramesStraightened = Cutter.Straightened, BadSamples = Audio.Ring.BadSamples,
                Restarts = Clock.Epoch, AudioAhead = Times.Add(default, audio), UpdateAhead = Times.Add(default, update),
            };
        }
    }

    /// <summary>Whether frames wait to be processed, or one is being processed.</summary>
    public bool HasPendingFrames => Queue.HasFrames;

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
            Audio.Push(samples, sampleRate, channels, time, Clock);
    }

    /// <summary>Takes what the loudspeakers play.</summary>
    public void PushPlayback(ReadOnlySpan<float> samples, int sampleRate, int channels, TimeSpan time)
    {
        lock (_pushing)
            Audio.PushPlayback(samples, sampleRate, channels, time);
    }

    /// <summary>Takes the present time.</summary>
    public void UpdateTime(TimeSpan now)
    {
        lock (_pushing)
            Clock.Update(now);
    }

    /// <summary>Finds and cuts out the face of the oldest waiting frame.</summary>
    /// <returns>False if no frame waits.</returns>
    public bool ProcessFrame() => Cutter.ProcessNext();

    /// <summary>Makes a last window due if the previous one was taken before all frames were processed.</summary>
    /// <returns>Whether it was.</returns>
    public bool RequestLastWindow() => Cutter.Processed != Volatile.Read(ref _framesAtWindow) && Clock.RequestWindow();

    /// <summary>Whether a face was seen within <see cref="EmotionStreamOptions.LostAfter"/>.</summary>
    public bool HasFace(StreamMoment moment) => _seen.IsRecent(moment, _options.LostAfter);

    /// <summary>Takes the newest window.</summary>
    /// <param name="window">Receives it.</param>
    /// <param name="end">Its end; null for now.</param>
    /// <returns>False before the first push.</returns>
    public bool TakeWindow(WindowBuffer window, TimeSpan? end = null)
    {
        if (Clock.Now is not { } now)
            return false;
        // First: a frame that is processed from now on may be missing in the window.
        Volatile.Write(ref _framesAtWindow, Cutter.Processed);
        StreamMoment moment = now with { Now = end ?? now.Now };
        Clock.AddWindow(moment.Now, moment.Epoch);
        TimeSpan start = Times.Add(moment.Now, -_options.Window.TotalSeconds);
        if (moment.Epoch == _stateEpoch)
            start = Times.Later(start, _earliest);
        Fill(window, moment, start, _grid);
        TimeSpan recent = Times.Add(moment.Now, -ChangeEvidence.Recent);
        if (_options.RestartOnChange && (window.HasFrames || window.HasAudio) && Times.Seconds(start, recent) > 0.001)
        {
            _recent ??= new WindowBuffer(_imageSize, twoClip: false);
            Fill(_recent, moment, recent, grid: null);
            if (_recent.HasFrames == window.HasFrames && _recent.HasAudio == window.HasAudio)
                window.SetRecent(_recent);
        }
        return true;
    }

    private void Fill(WindowBuffer window, StreamMoment moment, TimeSpan start, FrameGrid? grid)
    {
        window.Begin(moment.Epoch, start, moment.Now, _options.TimeProvider.GetTimestamp(), grid, _sliding, _options.Window);
        // Where slots are reused, all 16 are kept up to date.
        TimeSpan first = grid is null ? start : Times.Add(moment.Now, -_options.Window.TotalSeconds);
        double seen = HasFace(moment) ? _ring.Copy(moment.Epoch, first, window.End, window) : 0;
        double heard = Audio.Take(window, moment, _voice, isPart: window == _recent);
        window.IsGap = !window.HasFrames && !Audio.IsDelivered(moment);
        // Of a person who has just come, the audio before says nothing.
        window.Filled = (_voice is null ? Math.Max(seen, heard) : seen) / Times.Seconds(start, moment.Now);
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
        {
            State.Restart(window.End);
            _earliest = TimeSpan.MinValue;
        }
        _stateEpoch = window.Epoch;
        if (prediction is not null && window.RecentPrediction is { } recent && State.IsContradictedBy(recent, window.End))
            (_earliest, prediction) = (window.Recent!.Start, recent);
        ReadingFlags flags = (window.HasFrames ? 0 : ReadingFlags.NoFace) | (window.HasAudio ? 0 : ReadingFlags.NoAudio);
        if (window.HasNoVoice)
            flags |= ReadingFlags.NoVoice;
        if (window.Filled < _options.WarmUp - 0.01)
            flags |= ReadingFlags.WarmingUp;
        flags |= window.Health.Flags | window.Playback | window.VoiceFlags;
        if (Clock.SourcesFault is not null)
            flags |= ReadingFlags.ClocksApart;
        Diagnostics.Windows.Add(1);
        if (prediction is not null)
            Diagnostics.WindowDuration.Record(_options.TimeProvider.GetElapsedTime(window.TakenAt).TotalSeconds);
        return State.Next(prediction, window.End, flags, window.Face, window.Health.Quality) with { VoiceShare = window.VoiceShare };
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
