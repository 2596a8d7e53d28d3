using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk;

// The work on a stream, called by the threads of LiveWorkers. Exceptions become faults; a closed stream does no more work.
public sealed partial class EmotionStream
{
    private readonly Lock _processing = new(), _publishing = new();
    private readonly Action<EmotionReading>? _onReading;
    private readonly LiveFaults _faults = new();
    private volatile PublishedReading? _latest;
    private volatile bool _closed, _running;
    private long _readings;

    /// <summary>Whether the next window may be taken.</summary>
    internal bool IsDue => !_closed && _stream.IsDue;

    /// <summary>Whether all pushed data has been processed. (The order matters: a window that is due becomes one that runs.)</summary>
    internal bool IsIdle => !_stream.HasPendingFrames && !IsDue && !_running;

    bool ILiveWork.IsDue => IsDue;

    MmaDferException? IWatchedStream.WorkFault => _faults.Present;

    bool IWatchedStream.IsIdle => IsIdle;

    bool IWatchedStream.RequestLastWindow() => RequestLastWindow();

    /// <summary>Requests a last window if the previous window was taken before all frames were processed.</summary>
    /// <returns>Whether a window was requested.</returns>
    internal bool RequestLastWindow()
    {
        bool requested = _stream.RequestLastWindow();
        WakeRunnerIfDue();
        return requested;
    }

    /// <summary>Processes the oldest waiting frame: finds the face and cuts it out.</summary>
    /// <returns>False if no frame waits.</returns>
    internal bool ProcessFrame()
    {
        lock (_processing)
        {
            if (_closed)
                return false;
            try
            {
                bool any = _stream.ProcessFrame();
                if (any)
                    _faults.EndOfFrame();
                return any;
            }
            catch (Exception exception)
            {
                _faults.InFrame(exception);
                return true;
            }
        }
    }

    /// <summary>Takes the newest window.</summary>
    /// <param name="window">Memory for it.</param>
    /// <returns>Whether the network must run; then <see cref="Complete"/> or <see cref="Fail"/> must follow.</returns>
    internal bool TakeWindow(WindowBuffer window)
    {
        _running = true;
        try
        {
            bool taken = _stream.TakeWindow(window);
            if (taken && (window.HasFrames || window.HasAudio))
                return true;
            if (taken)
                Complete(window, null);
            _running = false;
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        return false;
    }

    /// <summary>Turns the prediction for a window into the newest reading.</summary>
    /// <param name="window">The window.</param>
    /// <param name="prediction">Null for a window without frames and audio.</param>
    internal void Complete(WindowBuffer window, EmotionPrediction? prediction)
    {
        lock (_publishing)
        {
            if (!_closed)
            {
                _faults.EndOfWindow();
                if (_stream.Complete(window, prediction) is { } reading)
                {
                    _latest = new PublishedReading(window.Epoch, reading);
                    _readings++;
                    _onReading?.Invoke(reading);
                }
            }
        }
        _running = false;
    }

    /// <summary>The network failed for a window.</summary>
    internal void Fail(Exception exception)
    {
        _faults.InWindow(exception);
        _running = false;
    }

    bool ILiveWork.ProcessFrame() => ProcessFrame();

    bool ILiveWork.TakeWindow(WindowBuffer window) => TakeWindow(window);

    void ILiveWork.Complete(WindowBuffer window, EmotionPrediction prediction) => Complete(window, prediction);

    void ILiveWork.Fail(Exception exception) => Fail(exception);

    /// <summary>Ends the work: waits for a running face finder (except on its own thread), but not for the network, whose prediction is dropped.</summary>
    private void Close()
    {
        lock (_publishing)
            _closed = true;
        lock (_processing)
        {
            // Later calls see that the stream is closed.
        }
    }

    private void WakeWorkers(bool hasFrame)
    {
        Interlocked.Increment(ref _framesPushed);
        if (hasFrame)
            _workers.WakeFrameThread();
        WakeRunnerIfDue();
    }

    private void WakeRunnerIfDue()
    {
        if (IsDue)
            _workers.WakeWindowThread();
    }

    /// <summary>A reading, handed from one thread to another.</summary>
    /// <param name="Epoch">The start of the stream that it belongs to.</param>
    /// <param name="Reading">The reading.</param>
    private sealed record PublishedReading(long Epoch, EmotionReading Reading);
}
