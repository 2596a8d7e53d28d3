namespace MmaDfer.Sdk.Live;

/// <summary>
/// A stream as the workers know it: what is to be done, what came out, what failed. Nothing thrown gets past it, and once it is closed
/// nothing is done any more.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="onReading">Is given every reading, on a worker; null for nobody.</param>
internal sealed class StreamWork(LiveStream stream, Action<EmotionReading>? onReading)
{
    private readonly Lock _cutting = new(), _publishing = new();
    private volatile MmaDferException? _cutFault, _runFault;
    private volatile PublishedReading? _latest;
    private volatile bool _closed, _running;
    private long _windows, _failures;

    public LiveStream Stream => stream;

    public bool IsClosed => _closed;

    /// <summary>The newest reading; null for none.</summary>
    public PublishedReading? Latest => _latest;

    /// <summary>What failed last and did not succeed since; null if nothing did.</summary>
    public MmaDferException? Fault => _runFault ?? _cutFault;

    public bool IsDue => !_closed && stream.IsDue;

    /// <summary>Whether all that was pushed has been worked on. (Whether a window is due is to be asked before whether one is run.)</summary>
    public bool IsIdle => !stream.HasFrames && !IsDue && !_running;

    /// <summary>Counts of what went through.</summary>
    public EmotionStreamStatistics Statistics(long framesPushed) => stream.Statistics with
    {
        FramesPushed = framesPushed, Readings = Volatile.Read(ref _windows), Failures = Volatile.Read(ref _failures),
    };

    /// <summary>Cuts a face out.</summary>
    /// <returns>False where no frame waits.</returns>
    public bool Cut()
    {
        lock (_cutting)
        {
            if (_closed)
                return false;
            try
            {
                bool any = stream.Cut();
                if (any)
                    _cutFault = null;
                return any;
            }
            catch (Exception exception)
            {
                _cutFault ??= exception as MmaDferException ?? new MmaDferException($"The face finder failed: {exception.Message}", exception);
                Interlocked.Increment(ref _failures);
                return true;
            }
        }
    }

    /// <summary>Takes the newest window.</summary>
    /// <param name="window">Memory for it.</param>
    /// <returns>Whether the network is to be run; then it ends with <see cref="Answer"/> or <see cref="Fail"/>.</returns>
    public bool Take(WindowBuffer window)
    {
        _running = true;
        try
        {
            bool any = stream.Take(window), anything = window.HasFrames || window.HasAudio;
            if (any && anything)
                return true;
            if (any)
                Answer(window, null);
            _running = false;
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        return false;
    }

    /// <summary>Takes the network's answer.</summary>
    /// <param name="window">To what.</param>
    /// <param name="answer">Null where there was nothing to be seen or heard.</param>
    public void Answer(WindowBuffer window, EmotionPrediction? answer)
    {
        lock (_publishing)
        {
            if (!_closed)
            {
                _runFault = null;
                if (stream.Answer(window, answer) is { } reading)
                {
                    _latest = new PublishedReading(window.Epoch, reading);
                    _windows++;
                    onReading?.Invoke(reading);
                }
            }
        }
        _running = false;
    }

    /// <summary>The network gave none.</summary>
    public void Fail(Exception exception)
    {
        // The recognizer may be going, and this stream with it: that is no fault.
        if (exception is not ObjectDisposedException)
        {
            _runFault ??= exception as MmaDferException ?? new EngineException($"Recognising failed: {exception.Message}", exception);
            Interlocked.Increment(ref _failures);
        }
        _running = false;
    }

    /// <summary>Ends it, as far as the network goes: what it is at is not waited for, its answer is dropped.</summary>
    public void Close()
    {
        lock (_publishing)
            _closed = true;
    }

    /// <summary>After closing: waits for a face finder that is at work for it (unless it is that which calls).</summary>
    public void Join()
    {
        lock (_cutting)
        {
            // Whoever comes next sees that it is closed.
        }
    }
}
