using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk;

/// <summary>
/// Follows one face: push frames and audio as they come, read the emotion. Made for a game loop: a push copies the data and returns, two
/// threads of the recognizer do the work, and <see cref="Update()"/> raises the events on the thread that calls it. All members are safe
/// for any thread at any time. A stream is light: open one for each player.
/// </summary>
/// <remarks>
/// <para>All times are the caller's and belong to one clock: the time of a frame, the time of the first sample of an audio block. They may
/// run at any speed, pause and leap ahead. A frame that is not later than the previous frame is skipped. A time that jumps back by 0.5 s or
/// more restarts the stream as if it had just been opened, except that it keeps its baseline. Audio is continuous as long as the times of
/// its blocks agree with its samples to 0.1 s, and follows their clock where that drifts; gaps are filled with silence. Audio whose clock runs slower than its samples (a game in slow
/// motion) stays whole and ends at the newest time. Frames and audio, or pushes and <see cref="Update(TimeSpan)"/>, that both advance for
/// two seconds and differ by <see cref="EmotionStreamOptions.LostAfter"/> or more are not on one clock: <see cref="Faulted"/> reports the
/// offset. So it does for frames and audio that are apart by less, from about 0.2 s on, for six seconds (<see cref="ReadingFlags.ClocksApart"/>).</para>
/// <para>After <see cref="Dispose"/>, or after the recognizer is disposed, pushes are ignored and no event is raised. A stream that is dropped
/// undisposed ends when it is collected: the recognizer's threads do not keep it.</para>
/// </remarks>
public sealed partial class EmotionStream : IDisposable, IAsyncDisposable, ILiveWork, IWatchedStream
{
    private readonly LiveWorkers _workers;
    private readonly LivePlace _place;
    private readonly LiveStream _stream;
    private readonly StreamEvents _events;
    private readonly Action<EmotionStream> _onDispose;
    private long _framesPushed;

    /// <summary>Opens a stream.</summary>
    /// <param name="recognizer">Owns the model.</param>
    /// <param name="options">Of the stream.</param>
    /// <param name="workers">The threads that do the work.</param>
    /// <param name="onDispose">Called when the stream is disposed.</param>
    /// <param name="onReading">Receives every reading, on a worker thread; null for none.</param>
    internal EmotionStream(
        EmotionRecognizer recognizer, EmotionStreamOptions options, LiveWorkers workers, Action<EmotionStream> onDispose,
        Action<EmotionReading>? onReading = null)
    {
        Recognizer = recognizer;
        Options = options;
        _workers = workers;
        _onDispose = onDispose;
        _onReading = onReading;
        _stream = new LiveStream(options, recognizer.ImageSize, recognizer.Labels, () => recognizer.Hearing);
        _events = new StreamEvents(this, _faults, _stream);
        _place = workers.Add(this);
    }

    /// <summary>The label has changed since the previous <see cref="Update()"/>.</summary>
    public event EventHandler<EmotionChangedEventArgs>? EmotionChanged { add => _events.EmotionChanged += value; remove => _events.EmotionChanged -= value; }

    /// <summary>A face has appeared.</summary>
    public event EventHandler? FaceFound { add => _events.FaceFound += value; remove => _events.FaceFound -= value; }

    /// <summary>No face has been seen for <see cref="EmotionStreamOptions.LostAfter"/>, by the times of the pushes.</summary>
    public event EventHandler? FaceLost { add => _events.FaceLost += value; remove => _events.FaceLost -= value; }

    /// <summary>Audible audio has started.</summary>
    public event EventHandler? AudioFound { add => _events.AudioFound += value; remove => _events.AudioFound -= value; }

    /// <summary>
    /// No audio has been pushed for <see cref="EmotionStreamOptions.LostAfter"/>, by the times of the pushes, or only silence: zeros, or
    /// nothing louder than -80 dB of full scale.
    /// </summary>
    public event EventHandler? AudioLost { add => _events.AudioLost += value; remove => _events.AudioLost -= value; }

    /// <summary>
    /// The recognition or the face finder failed, the times of frames, audio and <see cref="Update(TimeSpan)"/> are not on one clock, or the
    /// audio has held only silence for its first two seconds, or its sample rate is lower than the one that the model learned.
    /// <see cref="StreamFaultedEventArgs.Fault"/> is the reason: an <see cref="EngineException"/> of the engine, a
    /// <see cref="ModelFileException"/> for damaged weights, a <see cref="MediaException"/> for clocks and audio, a <see cref="MmaDferException"/> of
    /// the face finder. The stream continues and tries again with the next window or frame. <see cref="Update()"/> raises the event once
    /// per fault; a fault ends when its cause works again. <see cref="Fault"/> has the same exception without the event.
    /// </summary>
    public event EventHandler<StreamFaultedEventArgs>? Faulted { add => _events.Faulted += value; remove => _events.Faulted -= value; }

    /// <summary>The recognizer that opened the stream.</summary>
    public EmotionRecognizer Recognizer { get; }

    /// <summary>The options of the stream.</summary>
    public EmotionStreamOptions Options { get; }

    /// <summary>The present fault; null if there is none.</summary>
    public MmaDferException? Fault => _events.Fault;

    /// <summary>Counts since the stream was opened.</summary>
    public EmotionStreamStatistics Statistics => _stream.Statistics with
    {
        FramesPushed = Volatile.Read(ref _framesPushed), Readings = Volatile.Read(ref _readings), Failures = _faults.Count,
    };

    /// <summary>
    /// The player's resting face; null for none. Set it to use the baseline of an earlier session. A baseline for other labels than the
    /// model's has no effect. Setting it ends a capture.
    /// </summary>
    public EmotionBaseline? Baseline
    {
        get => _stream.State.Baseline;
        set => (_stream.State.Capture, _stream.State.Baseline) = (null, value);
    }

    /// <summary>Whether a baseline is being captured.</summary>
    public bool IsCapturingBaseline => _stream.State.Capture is not null;

    /// <summary>
    /// Pushes a frame. <see cref="EmotionStreamOptions.FaceFinder"/> finds the face in it; without a finder, the whole frame is the face.
    /// Copies the pixels and returns; allocates nothing once each of the four places for waiting frames has had a frame of the size.
    /// </summary>
    /// <param name="frame">The frame; one of a camera on its side or of a mirror image says so (<see cref="FrameView.Rotation"/>).</param>
    /// <param name="time">Its capture time.</param>
    /// <remarks>
    /// A turned or mirrored frame costs this call no more than any other: it is copied as it is, and turned upright on the thread that finds
    /// the face. Frames may be turned differently from push to push, as a phone is.
    /// <para>Of a frame larger than 1.5 MiB, every second (third, ...) row is copied, but no fewer rows than the network or the face finder
    /// needs. The surroundings of a known face are copied whole up to that size.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">The frame is empty, or has more than 32768 pixels in a direction.</exception>
    public void PushFrame(FrameView frame, TimeSpan time)
    {
        Check(frame);
        if (!_closed)
            WakeWorkers(_stream.PushFrame(frame, time));
    }

    /// <summary>Pushes a frame whose face is known.</summary>
    /// <param name="frame">The frame; one of a camera on its side or of a mirror image says so (<see cref="FrameView.Rotation"/>).</param>
    /// <param name="face">
    /// The face in pixels of the upright frame; the network sees the square around it, clipped to the frame. A box that is empty, outside of the
    /// frame or not finite counts as no face.
    /// </param>
    /// <param name="time">Its capture time.</param>
    /// <inheritdoc cref="PushFrame(FrameView, TimeSpan)"/>
    public void PushFrame(FrameView frame, FaceBox face, TimeSpan time)
    {
        Check(frame);
        if (!_closed)
            WakeWorkers(_stream.PushFrame(frame, face, time));
    }

    /// <summary>Reports a frame that does not show the face, so that the stream's time advances and the face is lost in time.</summary>
    /// <param name="time">Its capture time.</param>
    public void PushFrameWithoutFace(TimeSpan time)
    {
        if (_closed)
            return;
        _stream.PushFrameWithoutFace(time);
        WakeWorkers(hasFrame: false);
    }

    /// <summary>Pushes audio. Copies the samples and returns; allocates nothing while the sample rate stays the same.</summary>
    /// <param name="samples">
    /// Samples in [-1, 1], interleaved if there are several channels. May be empty. Samples that are not finite become silence.
    /// </param>
    /// <param name="sampleRate">
    /// Samples per second and channel, in Hz, 100 to 768000. A model that names the rate it learned hears audio of any rate at that one; other
    /// models hear it as it is. Another rate starts new audio.
    /// </param>
    /// <param name="time">Capture time of the first sample.</param>
    /// <param name="channels">Number of channels; <see cref="EmotionRecognizerOptions.AudioChannel"/> says what of them is heard.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sample rate or the number of channels is out of range.</exception>
    /// <exception cref="ArgumentException">The number of samples is not a multiple of the channels.</exception>
    public void PushAudio(ReadOnlySpan<float> samples, int sampleRate, TimeSpan time, int channels = 1)
    {
        Check(samples, sampleRate, channels);
        if (_closed || samples.IsEmpty)
            return;
        _stream.PushAudio(samples, sampleRate, channels, time);
        WakeRunnerIfDue();
    }

    /// <summary>
    /// Raises the events for everything that has changed since the previous call. Call it once per frame of the game; without changes it
    /// takes no time. A state that came and went between two calls is not reported. A call during another call, on another thread or in
    /// a handler, returns at once; the running call then raises its events too.
    /// </summary>
    public void Update() => _events.Update();

    /// <summary>As <see cref="Update()"/>, and tells the stream the time, so that it notices when camera and microphone are both silent.</summary>
    /// <param name="now">The time, by the clock of the pushes. Where it differs from the times of the pushes, the stream corrects it.</param>
    public void Update(TimeSpan now)
    {
        if (_closed)
            return;
        _stream.UpdateTime(now);
        WakeRunnerIfDue();
        _events.Update();
    }

    /// <summary>The newest reading. Allocates nothing.</summary>
    /// <param name="latest">The reading.</param>
    /// <returns>False before the first reading, and after <see cref="Dispose"/>.</returns>
    public bool TryGetLatest(out EmotionReading latest)
    {
        latest = default;
        if (_closed || _latest is not { } published || _stream.Clock.Now is not { } now || published.Epoch != now.Epoch)
            return false;
        bool stale = Times.Seconds(published.Reading.Time, now.Now) > Options.Window.TotalSeconds;
        latest = stale ? published.Reading.With(ReadingFlags.Stale) : published.Reading;
        return true;
    }

    /// <summary>
    /// Captures the player's resting face from the windows that begin from now on: ask the player to look neutral for that time. Readings
    /// have the flag <see cref="ReadingFlags.CapturingBaseline"/> until the capture is complete and replaces <see cref="Baseline"/>.
    /// Another call restarts the capture.
    /// </summary>
    /// <param name="duration">
    /// Length of the capture in the caller's time, for example 5 s. The capture also needs at least one whole window.
    /// </param>
    /// <exception cref="MmaDferException">The model has no label "neutral".</exception>
    public void CaptureBaseline(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (BaselineCapture.NeutralIndex(Recognizer.Labels) < 0)
            throw new MmaDferException($"A baseline needs a model with the label '{EmotionBaseline.Neutral}'; the labels of this model are {string.Join(", ", Recognizer.Labels)}.");
        _stream.State.Capture = new BaselineCapture(_stream.Clock.Now?.Now ?? TimeSpan.MinValue, duration);
    }

    /// <summary>
    /// Ends the stream. No event is raised after it returns: it waits for a handler that runs on another thread and for a face finder that
    /// works for this stream, but never for the network. Safe on any thread, also in a handler.
    /// </summary>
    public void Dispose()
    {
        _events.Close();
        Close();
        _place.Dispose();
        _onDispose(this);
    }

    /// <summary>As <see cref="Dispose"/>, without blocking the calling thread. Do not block on the result in a handler or a face finder.</summary>
    public ValueTask DisposeAsync() => new(Task.Run(Dispose));

    internal static void Check(FrameView frame)
    {
        if (frame.Width == 0)
            throw new ArgumentException("The frame is empty.", nameof(frame));
        if (frame.Width > BilinearResize.MaxSourceSize || frame.Height > BilinearResize.MaxSourceSize)
            throw new ArgumentException($"The frame is {frame.Width} x {frame.Height} pixels; each side must be at most {BilinearResize.MaxSourceSize}.", nameof(frame));
    }
}
