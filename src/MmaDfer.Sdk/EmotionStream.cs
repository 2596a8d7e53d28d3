using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk;

/// <summary>
/// Follows one face: push frames and sound as they come, read what is felt. Made for a game loop: pushing copies what is needed and
/// returns, the work is done on two threads of the recognizer, and events are raised in <see cref="Update()"/>, on the thread that
/// calls it. Any thread may call anything at any time. Light: open one for each player.
/// </summary>
/// <remarks>
/// <para>Times are the caller's, frames and sound on one clock: the time of a frame, of a block's first sample. They may run at any speed (a recording
/// at ten times its speed gives what it gives at its own, as far as the machine keeps up), pause, and leap ahead: what is then missing is
/// missing. A frame that is not later than the one before is left out. Where a time jumps back by half a second or more, the stream starts
/// anew, as if it had just been opened, but for the baseline. Sound is one piece as long as its times agree with its samples to 0.1 s;
/// what is missing is silence; sound that comes slower by the clock than its samples take (a game in slow motion) stays whole and ends
/// at the newest time. Where frames and sound, or what is pushed and <see cref="Update(TimeSpan)"/>, go on for two seconds and differ by
/// <see cref="EmotionStreamOptions.LostAfter"/> or more, they cannot be on one clock: <see cref="Faulted"/> tells it with the offset.</para>
/// <para>After <see cref="Dispose"/>, also after that of the recognizer, pushes are ignored and nothing is raised.</para>
/// </remarks>
public sealed partial class EmotionStream : IDisposable
{
    private readonly LiveWorkers _workers;
    private readonly StreamWork _work;
    private readonly Action<EmotionStream> _onDispose;
    private long _framesPushed;

    internal EmotionStream(
        EmotionRecognizer recognizer, EmotionStreamOptions options, LiveWorkers workers, Action<EmotionStream> onDispose,
        Action<EmotionReading>? onReading = null)
    {
        Recognizer = recognizer;
        Options = options;
        _workers = workers;
        _onDispose = onDispose;
        _work = new StreamWork(new LiveStream(options, recognizer.ImageSize, recognizer.Labels), onReading);
        workers.Add(_work);
    }

    /// <summary>Whose model is used.</summary>
    public EmotionRecognizer Recognizer { get; }

    /// <summary>What the stream was opened with.</summary>
    public EmotionStreamOptions Options { get; }

    /// <summary>What fails at present; null if nothing does.</summary>
    public MmaDferException? Fault => _work.Fault ?? _work.Stream.Clock.SensesFault ?? _work.Stream.Clock.UpdateFault;

    /// <summary>What fails of recognising or of finding the face; null if nothing does.</summary>
    internal MmaDferException? WorkFault => _work.Fault;

    /// <summary>Counts of what went through.</summary>
    public EmotionStreamStatistics Statistics => _work.Statistics(Volatile.Read(ref _framesPushed));

    /// <summary>
    /// The player's resting face; null for none. Set it to use one from an earlier session; it has no effect while the model has other
    /// labels.
    /// </summary>
    public EmotionBaseline? Baseline
    {
        get => _work.Stream.State.Baseline;
        set => _work.Stream.State.Baseline = value;
    }

    /// <summary>Whether all that was pushed has been worked on.</summary>
    internal bool IsIdle => _work.IsIdle;

    /// <summary>Has a last window looked at, if the one before was taken before all frames were worked on.</summary>
    /// <returns>Whether it is.</returns>
    internal bool LookAgain()
    {
        bool again = _work.Stream.LookAgain();
        WakeIfDue();
        return again;
    }

    /// <summary>Whether a baseline is being captured.</summary>
    public bool IsCapturingBaseline => _work.Stream.State.Capture is not null;

    /// <summary>
    /// Pushes a picture: the face is looked for by <see cref="EmotionStreamOptions.FaceFinder"/>; without one, the picture is the face.
    /// Copies what is needed and returns; allocates nothing once a picture of this size was pushed.
    /// </summary>
    /// <param name="frame">The picture, upright.</param>
    /// <param name="time">When it was taken.</param>
    /// <remarks>
    /// Of pictures that take more than 1.5 MiB, every second (third, ...) row is copied, but no fewer than the network or a search for
    /// faces needs; cuts of known faces are copied whole up to that size.
    /// </remarks>
    /// <exception cref="ArgumentException">The frame is empty.</exception>
    /// <exception cref="MediaException">The frame has more than 32768 pixels in a direction.</exception>
    public void PushFrame(FrameView frame, TimeSpan time)
    {
        Check(frame);
        if (_work.IsClosed)
            return;
        Pushed(_work.Stream.PushFrame(frame, time));
    }

    /// <summary>Pushes a picture whose face is at a known place.</summary>
    /// <param name="frame">The picture, upright.</param>
    /// <param name="face">
    /// The face; the network is shown the square around it, as far as the picture goes. Null for a picture without the face; a box that
    /// is empty, outside of the picture or not of numbers counts as that.
    /// </param>
    /// <param name="time">When it was taken.</param>
    /// <inheritdoc cref="PushFrame(FrameView, TimeSpan)"/>
    public void PushFrame(FrameView frame, FaceBox? face, TimeSpan time)
    {
        Check(frame);
        if (_work.IsClosed)
            return;
        Pushed(_work.Stream.PushFrame(frame, face, time));
    }

    /// <summary>Pushes sound. Copies it and returns; allocates nothing as long as the rate stays the same.</summary>
    /// <param name="samples">
    /// Samples in [-1, 1], interleaved if there are several channels. None is no error; what is not a number is taken as silence.
    /// </param>
    /// <param name="sampleRate">Samples per second and channel, in Hz, 100 to 768000. Nothing is resampled; another rate starts the sound anew.</param>
    /// <param name="time">When the first sample was recorded.</param>
    /// <param name="channels">Number of channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate or the number of channels makes no sense.</exception>
    /// <exception cref="ArgumentException">The number of samples is not a multiple of the channels.</exception>
    public void PushAudio(ReadOnlySpan<float> samples, int sampleRate, TimeSpan time, int channels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, LogMel.MinSampleRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, LogMel.MaxSampleRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (samples.Length % channels != 0)
            throw new ArgumentException($"{samples.Length} samples are not a multiple of {channels} channels.", nameof(samples));
        if (_work.IsClosed || samples.IsEmpty)
            return;
        _work.Stream.PushAudio(samples, sampleRate, channels, time);
        WakeIfDue();
    }

    /// <summary>The newest reading. Allocates nothing.</summary>
    /// <param name="latest">The reading.</param>
    /// <returns>False before the first one, and after <see cref="Dispose"/>.</returns>
    public bool TryGetLatest(out EmotionReading latest)
    {
        latest = default;
        if (_work.IsClosed || _work.Latest is not { } published || _work.Stream.Clock.Now is not { } now || published.Epoch != now.Epoch)
            return false;
        bool stale = Times.Seconds(published.Reading.Time, now.Now) > Options.Window.TotalSeconds;
        latest = stale ? published.Reading.With(ReadingFlags.Stale) : published.Reading;
        return true;
    }

    /// <summary>
    /// Captures the player's resting face, from the windows that begin from now on: ask the player to look neutral for as long. Readings
    /// are flagged until then; <see cref="Baseline"/> is replaced when it is complete. Calling it again starts again.
    /// </summary>
    /// <param name="duration">
    /// How long, in the caller's time, 5 s say. It ends when it has passed and at least one window was seen, so no sooner than a window takes.
    /// </param>
    /// <exception cref="MmaDferException">The model has no label "neutral".</exception>
    public void CaptureBaseline(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (BaselineCapture.Neutral(Recognizer.Labels) < 0)
            throw new MmaDferException($"A baseline needs a model with the label '{EmotionBaseline.Neutral}'; this one knows {string.Join(", ", Recognizer.Labels)}.");
        _work.Stream.State.Capture = new BaselineCapture(_work.Stream.Clock.Now?.Now ?? TimeSpan.MinValue, duration);
    }

    /// <summary>
    /// Ends the stream. Nothing is raised any more when it returns: it waits for a handler that is running on another thread, and for a
    /// face finder that is at work for it, but never for the network. Safe from any thread, also from a handler.
    /// </summary>
    public void Dispose()
    {
        lock (_raising)
            _work.Close();
        _work.Join();
        _workers.Remove(_work);
        _onDispose(this);
    }

    private static void Check(FrameView frame)
    {
        if (frame.Width == 0)
            throw new ArgumentException("The frame is empty; a frame has pixels.", nameof(frame));
        if (frame.Width > BilinearResize.MaxSourceSize || frame.Height > BilinearResize.MaxSourceSize)
            throw new MediaException($"The frame is {frame.Width} x {frame.Height} pixels; up to {BilinearResize.MaxSourceSize} in each direction are supported.");
    }

    private void Pushed(bool isWork)
    {
        Interlocked.Increment(ref _framesPushed);
        if (isWork)
            _workers.WakeCutter();
        WakeIfDue();
    }

    private void WakeIfDue()
    {
        if (_work.IsDue)
            _workers.WakeRunner();
    }
}
