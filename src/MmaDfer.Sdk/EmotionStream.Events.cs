namespace MmaDfer.Sdk;

// What a stream tells by events, and what it has told.
public sealed partial class EmotionStream
{
    private readonly Lock _raising = new();
    private bool _faceTold, _audioTold;
    private string? _labelTold;
    private MmaDferException? _faultTold, _sensesTold, _updateTold;
    private int _updates;

    /// <summary>Another emotion is to be shown than when <see cref="Update()"/> was last called.</summary>
    public event EventHandler<EmotionChangedEventArgs>? EmotionChanged;

    /// <summary>A face is there that was not.</summary>
    public event EventHandler? FaceFound;

    /// <summary>No face was seen for <see cref="EmotionStreamOptions.LostAfter"/>, by the time of what is pushed.</summary>
    public event EventHandler? FaceLost;

    /// <summary>Sound is there that was not.</summary>
    public event EventHandler? AudioFound;

    /// <summary>No sound was pushed for <see cref="EmotionStreamOptions.LostAfter"/>, by the time of what is pushed.</summary>
    public event EventHandler? AudioLost;

    /// <summary>
    /// Recognising or finding the face failed, or the times of frames, sound and <see cref="Update(TimeSpan)"/> turned out not to be on one
    /// clock: <see cref="StreamFaultedEventArgs.Fault"/> says what, an <see cref="EngineException"/> of the engine, a
    /// <see cref="ModelFileException"/> of damaged weights, a <see cref="MediaException"/> of clocks, a <see cref="MmaDferException"/> of the face
    /// finder. The stream goes on and tries again with the next window or frame; the event is raised in <see cref="Update()"/>, once until it
    /// works again. <see cref="Fault"/> is the same without the event.
    /// </summary>
    public event EventHandler<StreamFaultedEventArgs>? Faulted;

    /// <summary>
    /// Raises the events for what is different from the last call. Call it once a frame; it takes no time unless there is news. Between
    /// two calls only the difference is told: what came and went in between is not. A call while another one is at it, on another thread or
    /// in a handler, returns at once: its news are told by that one, after the handler that is running.
    /// </summary>
    public void Update() => Tell();

    /// <summary>
    /// The same, and tells the stream what time it is, so that it notices when camera and microphone both have fallen silent.
    /// </summary>
    /// <param name="now">
    /// The present, by the clock of what is pushed. What is pushed is believed rather than this: where they differ, it is corrected by
    /// what it is off.
    /// </param>
    public void Update(TimeSpan now)
    {
        if (_work.IsClosed)
            return;
        _work.Stream.Tell(now);
        WakeIfDue();
        Tell();
    }

    /// <summary>
    /// One thread tells at a time, so that what is noted as told and the order of events agree; an update meanwhile, on another thread or
    /// by a handler, waits for nothing: the one that tells looks again.
    /// </summary>
    private void Tell()
    {
        if (Interlocked.Increment(ref _updates) > 1)
            return;
        try
        {
            int seen;
            do
            {
                seen = Volatile.Read(ref _updates);
                TellNews();
            }
            while (Interlocked.CompareExchange(ref _updates, 0, seen) != seen);
        }
        catch
        {
            // A handler threw: the next update tells the rest.
            Volatile.Write(ref _updates, 0);
            throw;
        }
    }

    private void TellNews()
    {
        if (_work.Stream.Clock.Now is { } now)
        {
            bool face = _work.Stream.HasFace(now), audio = _work.Stream.HasAudio(now);
            TellPresence(face, ref _faceTold, FaceFound, FaceLost);
            TellPresence(audio, ref _audioTold, AudioFound, AudioLost);
        }
        if (TryGetLatest(out EmotionReading latest) && latest.Label != _labelTold)
        {
            string? previous = _labelTold;
            _labelTold = latest.Label;
            Raise(EmotionChanged, new EmotionChangedEventArgs(previous, latest));
        }
        TellFault(_work.Fault, ref _faultTold);
        TellFault(_work.Stream.Clock.SensesFault, ref _sensesTold);
        TellFault(_work.Stream.Clock.UpdateFault, ref _updateTold);
    }

    private void TellPresence(bool there, ref bool told, EventHandler? found, EventHandler? lost)
    {
        if (there == told)
            return;
        told = there;
        Raise(there ? found : lost);
    }

    private void TellFault(MmaDferException? fault, ref MmaDferException? told)
    {
        if (fault == told)
            return;
        told = fault;
        if (fault is not null)
            Raise(Faulted, new StreamFaultedEventArgs(fault));
    }

    private void Raise(EventHandler? handlers)
    {
        lock (_raising)
        {
            if (!_work.IsClosed)
                handlers?.Invoke(this, EventArgs.Empty);
        }
    }

    private void Raise<T>(EventHandler<T>? handlers, T arguments)
    {
        lock (_raising)
        {
            if (!_work.IsClosed)
                handlers?.Invoke(this, arguments);
        }
    }
}
