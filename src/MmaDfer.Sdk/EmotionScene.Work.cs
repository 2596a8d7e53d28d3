using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk;

// The work on a scene, called by the threads of LiveWorkers. Exceptions become faults; a closed scene does no more work.
public sealed partial class EmotionScene
{
    private readonly Lock _processing = new(), _publishing = new();
    private readonly Action<IReadOnlyList<ScenePerson>>? _onPeople;
    private readonly LiveFaults _faults = new();
    private volatile bool _closed;
    private int _running;
    private long _readings;

    MmaDferException? IWatchedStream.WorkFault => _faults.Present;

    /// <summary>Whether all pushed data has been processed. (The order matters: a window that is due becomes one that runs.)</summary>
    internal bool IsIdle => !_scene.Input.HasPendingFrames && !IsDue && Volatile.Read(ref _running) == 0;

    bool IWatchedStream.IsIdle => IsIdle;

    bool ILiveWork.IsDue => IsDue;

    private bool IsDue => !_closed && _scene.IsDue;

    bool IWatchedStream.RequestLastWindow()
    {
        bool requested = _scene.RequestLastWindow();
        WakeRunnerIfDue();
        return requested;
    }

    bool ILiveWork.ProcessFrame()
    {
        lock (_processing)
        {
            if (_closed)
                return false;
            try
            {
                bool any = _scene.ProcessFrame();
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

    bool ILiveWork.TakeWindow(WindowBuffer window)
    {
        Interlocked.Increment(ref _running);
        try
        {
            if (_scene.TakeWindow(window))
            {
                if (window.HasFrames || window.HasAudio)
                    return true;
                Complete(window, null);
                return false;
            }
            // Nobody is there, or has been for long: that is news too.
            Tell();
            Interlocked.Decrement(ref _running);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        return false;
    }

    void ILiveWork.Complete(WindowBuffer window, EmotionPrediction prediction) => Complete(window, prediction);

    void ILiveWork.Fail(Exception exception) => Fail(exception);

    private void Complete(WindowBuffer window, EmotionPrediction? prediction)
    {
        lock (_publishing)
        {
            if (!_closed)
            {
                _faults.EndOfWindow();
                if (_scene.Complete(window, prediction))
                    _readings++;
            }
        }
        Tell();
        Interlocked.Decrement(ref _running);
    }

    private void Fail(Exception exception)
    {
        _faults.InWindow(exception);
        Interlocked.Decrement(ref _running);
    }

    /// <summary>Gives everybody to the receiver, after the last window of a round.</summary>
    private void Tell()
    {
        if (_onPeople is not { } receiver || _scene.HasMore || _closed)
            return;
        var people = new ScenePerson[Options.MaxPeople];
        receiver(people[.._scene.CopyPeople(people)]);
    }

    /// <summary>Ends the work: waits for a running face finder (except on its own thread), but not for the network, whose prediction is dropped.</summary>
    private void Close()
    {
        lock (_publishing)
            _closed = true;
        lock (_processing)
        {
            // Later calls see that the scene is closed.
        }
    }

    private void WakeRunnerIfDue()
    {
        if (IsDue)
            _workers.WakeWindowThread();
    }
}
