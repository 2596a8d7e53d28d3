namespace MmaDfer.Sdk.Live;

/// <summary>The events of a stream, and the state that they have reported.</summary>
/// <param name="sender">The stream that raises them.</param>
/// <param name="stream">Its state.</param>
internal sealed class StreamEvents(EmotionStream sender, LiveStream stream)
{
    private readonly Lock _raising = new();
    private bool _closed, _hadFace, _hadAudio;
    private string? _label;
    private MmaDferException? _workFault, _sourcesFault, _updateFault, _audioFault;
    private int _updates;

    public event EventHandler<EmotionChangedEventArgs>? EmotionChanged;

    public event EventHandler? FaceFound, FaceLost, AudioFound, AudioLost;

    public event EventHandler<StreamFaultedEventArgs>? Faulted;

    /// <summary>
    /// Raises the events for everything that has changed. One thread at a time raises events, so that their order is right; a call
    /// during another one (on another thread, or in a handler) does not wait: the running call checks again.
    /// </summary>
    public void Update()
    {
        if (Interlocked.Increment(ref _updates) > 1)
            return;
        try
        {
            int seen;
            do
            {
                seen = Volatile.Read(ref _updates);
                RaiseChanges();
            }
            while (Interlocked.CompareExchange(ref _updates, 0, seen) != seen);
        }
        catch
        {
            // A handler threw: the next update raises the other events.
            Volatile.Write(ref _updates, 0);
            throw;
        }
    }

    /// <summary>Raises no more events; waits for a handler that runs on another thread.</summary>
    public void Close()
    {
        lock (_raising)
            _closed = true;
    }

    private void RaiseChanges()
    {
        if (stream.Clock.Now is { } now)
        {
            bool hasFace = stream.HasFace(now), hasAudio = stream.Audio.IsHeard(now);
            RaisePresence(hasFace, ref _hadFace, FaceFound, FaceLost);
            RaisePresence(hasAudio, ref _hadAudio, AudioFound, AudioLost);
        }
        if (sender.TryGetLatest(out EmotionReading latest) && latest.Label != _label)
        {
            string? previous = _label;
            _label = latest.Label;
            Raise(EmotionChanged, new EmotionChangedEventArgs(previous, latest));
        }
        RaiseFault(sender.WorkFault, ref _workFault);
        RaiseFault(stream.Clock.SourcesFault, ref _sourcesFault);
        RaiseFault(stream.Clock.UpdateFault, ref _updateFault);
        RaiseFault(stream.Audio.Fault, ref _audioFault);
    }

    private void RaisePresence(bool present, ref bool reported, EventHandler? found, EventHandler? lost)
    {
        if (present == reported)
            return;
        reported = present;
        EventHandler? handlers = present ? found : lost;
        lock (_raising)
        {
            if (!_closed)
                handlers?.Invoke(sender, EventArgs.Empty);
        }
    }

    private void RaiseFault(MmaDferException? fault, ref MmaDferException? reported)
    {
        if (fault == reported)
            return;
        reported = fault;
        if (fault is not null)
            Raise(Faulted, new StreamFaultedEventArgs(fault));
    }

    private void Raise<T>(EventHandler<T>? handlers, T arguments)
    {
        lock (_raising)
        {
            if (!_closed)
                handlers?.Invoke(sender, arguments);
        }
    }
}
