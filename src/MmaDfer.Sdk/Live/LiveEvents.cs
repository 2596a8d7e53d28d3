namespace MmaDfer.Sdk.Live;

/// <summary>The events that a stream and a scene have in common, and the state that they have reported.</summary>
/// <param name="sender">The stream or the scene that raises them.</param>
/// <param name="faults">The faults of its work.</param>
/// <param name="input">Its frames and audio.</param>
internal abstract class LiveEvents(object sender, LiveFaults faults, LiveStream input)
{
    private readonly Lock _raising = new();
    private bool _closed, _hadAudio;
    private MmaDferException? _workFault, _sourcesFault, _updateFault, _audioFault;
    private int _updates;

    public event EventHandler? AudioFound, AudioLost;

    public event EventHandler<StreamFaultedEventArgs>? Faulted;

    /// <summary>The present fault; null if there is none.</summary>
    public MmaDferException? Fault => faults.Present ?? input.Clock.SourcesFault ?? input.Clock.UpdateFault ?? input.Audio.Fault;

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
                RaiseFault(faults.Present, ref _workFault);
                RaiseFault(input.Clock.SourcesFault, ref _sourcesFault);
                RaiseFault(input.Clock.UpdateFault, ref _updateFault);
                RaiseFault(input.Audio.Fault, ref _audioFault);
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

    /// <summary>Raises the events for changes other than faults.</summary>
    protected abstract void RaiseChanges();

    protected void RaiseAudio(StreamMoment now) => RaisePresence(input.Audio.IsHeard(now), ref _hadAudio, AudioFound, AudioLost);

    protected void RaisePresence(bool present, ref bool reported, EventHandler? found, EventHandler? lost)
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

    protected void Raise<T>(EventHandler<T>? handlers, T arguments)
    {
        lock (_raising)
        {
            if (!_closed)
                handlers?.Invoke(sender, arguments);
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
}

/// <summary>The faults of the work on a stream or a scene. Safe for any thread.</summary>
internal sealed class LiveFaults
{
    private volatile MmaDferException? _frame, _window;
    private long _count;

    /// <summary>The present fault of the recognition or of the face finder; null if there is none. The same object until the work succeeds again.</summary>
    public MmaDferException? Present => _window ?? _frame;

    /// <summary>Number of frames and windows that failed.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>A frame was processed: an earlier fault has ended.</summary>
    public void EndOfFrame() => _frame = null;

    /// <summary>A window was recognised, or was empty: an earlier fault has ended.</summary>
    public void EndOfWindow() => _window = null;

    /// <summary>The face finder failed.</summary>
    public void InFrame(Exception exception)
    {
        _frame ??= exception as MmaDferException ?? new MmaDferException($"The face finder failed: {exception.Message}", exception);
        Add();
    }

    /// <summary>The recognition failed.</summary>
    public void InWindow(Exception exception)
    {
        // The recognizer is being disposed, and the stream with it: no fault.
        if (exception is ObjectDisposedException)
            return;
        _window ??= exception as MmaDferException ?? new EngineException($"Recognition failed: {exception.Message}", exception);
        Add();
    }

    private void Add()
    {
        Interlocked.Increment(ref _count);
        Diagnostics.Failures.Add(1);
    }
}
