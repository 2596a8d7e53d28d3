using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Live.Scenes;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk;

/// <summary>
/// Follows several people before one camera and one microphone, as on a sofa or before a robot: push frames and audio once, as they come; each
/// face becomes a person with readings of their own, and the voice is heard by the person whose mouth moves with it. Works as an
/// <see cref="EmotionStream"/> does, by the same rules for threads, times and faults: a push copies the data and returns, two threads of the
/// recognizer do the work, and <see cref="Update()"/> raises the events on the thread that calls it. All members are safe for any thread at any
/// time.
/// </summary>
/// <remarks>
/// The windows of all people become due together, and are computed together where the engine gains from that
/// (<see cref="EmotionRecognizerOptions.MaxBatch"/>), else one after the other. After <see cref="Dispose"/>, or after the recognizer is
/// disposed, pushes are ignored and no event is raised.
/// </remarks>
public sealed partial class EmotionScene : IDisposable, IAsyncDisposable, ILiveWork, IWatchedStream
{
    private readonly LiveWorkers _workers;
    private readonly LivePlace _place;
    private readonly LiveScene _scene;
    private readonly SceneEvents _events;
    private readonly Action<EmotionScene> _onDispose;
    private long _framesPushed;

    /// <summary>Opens a scene.</summary>
    /// <param name="recognizer">Owns the model.</param>
    /// <param name="options">Of the scene.</param>
    /// <param name="workers">The threads that do the work.</param>
    /// <param name="onDispose">Called when the scene is disposed.</param>
    /// <param name="onPeople">Receives everybody after each round of windows, on a worker thread; null for none.</param>
    internal EmotionScene(
        EmotionRecognizer recognizer, EmotionSceneOptions options, LiveWorkers workers, Action<EmotionScene> onDispose,
        Action<IReadOnlyList<ScenePerson>>? onPeople = null)
    {
        Recognizer = recognizer;
        Options = options;
        _workers = workers;
        _onDispose = onDispose;
        _onPeople = onPeople;
        _scene = new LiveScene(options, recognizer.ImageSize, recognizer.Labels, () => recognizer.Hearing);
        _events = new SceneEvents(this, _faults, _scene.Input);
        _place = workers.Add(this);
    }

    /// <summary>A person has come into view, or is back under another number.</summary>
    public event EventHandler<PersonEventArgs>? PersonAppeared { add => _events.PersonAppeared += value; remove => _events.PersonAppeared -= value; }

    /// <summary>
    /// A person's face has not been seen for <see cref="EmotionStreamOptions.LostAfter"/> or <see cref="FaceTrackerOptions.LostAfter"/>, or has
    /// given way to a larger one.
    /// </summary>
    public event EventHandler<PersonEventArgs>? PersonLeft { add => _events.PersonLeft += value; remove => _events.PersonLeft -= value; }

    /// <summary>The label of a person has changed since the previous <see cref="Update()"/>.</summary>
    public event EventHandler<PersonEventArgs>? EmotionChanged { add => _events.EmotionChanged += value; remove => _events.EmotionChanged -= value; }

    /// <summary>Audible audio has started.</summary>
    public event EventHandler? AudioFound { add => _events.AudioFound += value; remove => _events.AudioFound -= value; }

    /// <summary>No audio has been pushed for <see cref="EmotionStreamOptions.LostAfter"/>, or only silence: as <see cref="EmotionStream.AudioLost"/>.</summary>
    public event EventHandler? AudioLost { add => _events.AudioLost += value; remove => _events.AudioLost -= value; }

    /// <summary>The recognition or the face finder failed, or times are not on one clock: as <see cref="EmotionStream.Faulted"/>.</summary>
    public event EventHandler<StreamFaultedEventArgs>? Faulted { add => _events.Faulted += value; remove => _events.Faulted -= value; }

    /// <summary>The recognizer that opened the scene.</summary>
    public EmotionRecognizer Recognizer { get; }

    /// <summary>The options of the scene.</summary>
    public EmotionSceneOptions Options { get; }

    /// <summary>The present fault; null if there is none.</summary>
    public MmaDferException? Fault => _events.Fault;

    /// <summary>Counts since the scene was opened; readings are those of all people.</summary>
    public EmotionStreamStatistics Statistics => _scene.Input.Statistics with
    {
        FramesPushed = Volatile.Read(ref _framesPushed), Readings = Volatile.Read(ref _readings), Failures = _faults.Count,
        FacesIgnored = _scene.FacesIgnored,
    };

    /// <summary>
    /// Pushes a frame. <see cref="EmotionStreamOptions.FaceFinder"/> finds the faces in it. Copies the pixels once and returns; allocates
    /// nothing once each of the four places for waiting frames has had a frame of the size.
    /// </summary>
    /// <param name="frame">The frame; one of a camera on its side or of a mirror image says so (<see cref="FrameView.Rotation"/>).</param>
    /// <param name="time">Its capture time.</param>
    /// <exception cref="ArgumentException">The frame is empty, or has more than 32768 pixels in a direction.</exception>
    public void PushFrame(FrameView frame, TimeSpan time)
    {
        EmotionStream.Check(frame);
        if (_closed)
            return;
        bool waits = _scene.Input.PushFrame(frame, time);
        Interlocked.Increment(ref _framesPushed);
        if (waits)
            _workers.WakeFrameThread();
        WakeRunnerIfDue();
    }

    /// <summary>Pushes the audio of all. Copies the samples and returns; allocates nothing while the sample rate stays the same.</summary>
    /// <inheritdoc cref="EmotionStream.PushAudio"/>
    public void PushAudio(ReadOnlySpan<float> samples, int sampleRate, TimeSpan time, int channels = 1)
    {
        EmotionStream.Check(samples, sampleRate, channels);
        if (_closed || samples.IsEmpty)
            return;
        _scene.Input.PushAudio(samples, sampleRate, channels, time);
        WakeRunnerIfDue();
    }

    /// <summary>Pushes what the loudspeakers play: the microphone hears it too, but it is nobody's voice.</summary>
    /// <inheritdoc cref="EmotionStream.PushPlayback"/>
    public void PushPlayback(ReadOnlySpan<float> samples, int sampleRate, TimeSpan time, int channels = 1)
    {
        EmotionStream.Check(samples, sampleRate, channels);
        if (!_closed && !samples.IsEmpty)
            _scene.Input.PushPlayback(samples, sampleRate, channels, time);
    }

    /// <summary>
    /// Raises the events for everything that has changed since the previous call, as <see cref="EmotionStream.Update()"/> does. Call it once per
    /// frame of the game; without changes it allocates nothing.
    /// </summary>
    public void Update() => _events.Update();

    /// <summary>As <see cref="Update()"/>, and tells the scene the time, so that it notices when camera and microphone are both silent.</summary>
    /// <param name="now">The time, by the clock of the pushes. Where it differs from the times of the pushes, the scene corrects it.</param>
    public void Update(TimeSpan now)
    {
        if (_closed)
            return;
        _scene.Input.UpdateTime(now);
        WakeRunnerIfDue();
        _events.Update();
    }

    /// <summary>Copies the people who are in view, with their newest readings, the longest known first. Allocates nothing.</summary>
    /// <param name="people">Room for them; <see cref="EmotionSceneOptions.MaxPeople"/> are enough.</param>
    /// <returns>Their number; 0 after <see cref="Dispose"/>.</returns>
    public int CopyPeople(Span<ScenePerson> people) => _closed ? 0 : _scene.CopyPeople(people);

    /// <summary>
    /// Ends the scene. No event is raised after it returns: it waits for a handler that runs on another thread and for a face finder that works
    /// for this scene, but never for the network. Safe on any thread, also in a handler.
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
}
