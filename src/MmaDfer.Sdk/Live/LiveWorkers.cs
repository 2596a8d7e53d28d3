using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The two threads of a recognizer that has streams or scenes: one finds and cuts out faces, one runs the network, each for all of them in turn.
/// They have low priority, live as long as there are streams, and sleep while there is no work. A stream is held weakly: without anybody who
/// could push to it, it has no work, and an undisposed one must not be kept, nor the program's handlers with it.
/// </summary>
/// <param name="network">Runs the windows.</param>
/// <param name="twoClip">Two choices of 16 frames instead of one.</param>
internal sealed class LiveWorkers(LoadedNetwork network, bool twoClip) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _framesPushed = new(false), _windowDue = new(false);
    private volatile WeakReference<ILiveWork>[] _streams = [];
    private Thread? _frameThread, _windowThread;
    private bool _disposed;

    /// <summary>Number of streams that were asked whether they are due: determines whose turn is next. Wraps around after 2^32 (days, with many streams).</summary>
    internal uint Turn { get; set; }

    /// <summary>Whether it has a thread.</summary>
    internal bool IsRunning => _frameThread is not null || _windowThread is not null;

    /// <summary>Adds a stream; the first one starts the threads.</summary>
    /// <returns>The stream's own: disposing it removes the stream. Without streams the threads end.</returns>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public LivePlace Add(ILiveWork stream)
    {
        var place = new WeakReference<ILiveWork>(stream);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(EmotionRecognizer));
            _streams = [.. _streams, place];
            _frameThread ??= Start(ProcessFrames, "MmaDfer faces");
            _windowThread ??= Start(RunWindows, "MmaDfer windows");
        }
        Diagnostics.Streams.Add(1);
        return new LivePlace(() => Remove(place));
    }

    private void Remove(WeakReference<ILiveWork> place)
    {
        lock (_gate)
        {
            int count = _streams.Length;
            _streams = [.. _streams.Where(s => s != place)];
            if (_streams.Length == count)
                return;
        }
        Diagnostics.Streams.Add(-1);
        WakeBoth();
    }

    /// <summary>Frames wait to be processed.</summary>
    public void WakeFrameThread() => _framesPushed.Set();

    /// <summary>A window is due.</summary>
    public void WakeWindowThread() => _windowDue.Set();

    /// <summary>Ends both threads, after their present work.</summary>
    public void Dispose()
    {
        Thread?[] threads;
        lock (_gate)
        {
            _disposed = true;
            _streams = [];
            threads = [_frameThread, _windowThread];
        }
        WakeBoth();
        foreach (Thread? thread in threads)
        {
            // The caller may be a face finder, or a handler of EngineChanged.
            if (thread != Thread.CurrentThread)
                thread?.Join();
        }
    }

    private static Thread Start(ThreadStart work, string name)
    {
        var thread = new Thread(work) { IsBackground = true, Name = name };
        // Without the caller's context, whose values the thread would keep.
        thread.UnsafeStart();
        return thread;
    }

    private void WakeBoth()
    {
        _framesPushed.Set();
        _windowDue.Set();
    }

    private void ProcessFrames()
    {
        LowPriority.SetPermanently();
        while (HasStreams(ref _frameThread))
        {
            _framesPushed.WaitOne();
            bool any;
            do
                any = ProcessFrameOfEach();
            while (any);
        }
    }

    // A method of its own, as RunDue: where a thread waits, nothing of a stream may be left on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ProcessFrameOfEach()
    {
        bool any = false;
        foreach (WeakReference<ILiveWork> place in _streams)
            any |= place.TryGetTarget(out ILiveWork? stream) && stream.ProcessFrame();
        return any;
    }

    private void RunWindows()
    {
        LowPriority.SetPermanently();
        WindowBuffer[] windows = [.. Enumerable.Range(0, network.MaxBatch).Select(_ => new WindowBuffer(network.Model.Config.ImageSize, twoClip))];
        var taken = new ILiveWork[windows.Length];
        var predictions = new EmotionPrediction[windows.Length];
        while (HasStreams(ref _windowThread))
        {
            _windowDue.WaitOne();
            while (RunDue(taken, windows, predictions))
            {
                Array.Clear(taken);
                foreach (WindowBuffer window in windows)
                    window.Forget();
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunDue(ILiveWork[] taken, WindowBuffer[] windows, EmotionPrediction[] predictions)
    {
        if (NextDue() is not { } stream)
            return false;
        Run(stream, taken, windows, predictions);
        return true;
    }

    /// <summary>Runs the window of a stream, together with the windows of other streams that are due.</summary>
    private void Run(ILiveWork? stream, ILiveWork[] taken, WindowBuffer[] windows, EmotionPrediction[] predictions)
    {
        int count = 0;
        while (stream is not null)
        {
            if (stream.TakeWindow(windows[count]))
            {
                if (windows[count].Sliding is null)
                    taken[count++] = stream;
                else
                    RunAlone(stream, windows[count]);
            }
            stream = count < windows.Length ? NextDue() : null;
        }
        if (count == 0)
            return;
        try
        {
            network.Recognize(new ReadOnlySpan<INetworkInput>(windows, 0, count), predictions);
            foreach (WindowBuffer window in windows.AsSpan(0, count))
                window.RecognizeRecent(network);
        }
        catch (Exception exception)
        {
            foreach (ILiveWork failed in taken.AsSpan(0, count))
                failed.Fail(exception);
            return;
        }
        for (int i = 0; i < count; i++)
            taken[i].Complete(windows[i], predictions[i]);
    }

    /// <summary>Runs the new part of a stream's window, which cannot run together with others.</summary>
    private void RunAlone(ILiveWork stream, WindowBuffer window)
    {
        EmotionPrediction? prediction = null;
        try
        {
            prediction = window.Recognize(network);
        }
        catch (Exception exception)
        {
            stream.Fail(exception);
        }
        if (prediction is not null)
            stream.Complete(window, prediction);
    }

    /// <summary>Whether there are streams; without any, the thread ends, so that it keeps nothing alive.</summary>
    private bool HasStreams(ref Thread? thread)
    {
        lock (_gate)
        {
            if (_streams.Length > 0)
                return true;
            thread = null;
            return false;
        }
    }

    /// <summary>The next stream, in turn, that is due.</summary>
    private ILiveWork? NextDue()
    {
        WeakReference<ILiveWork>[] streams = _streams;
        for (int i = 0; i < streams.Length; i++)
        {
            if (streams[Turn++ % (uint)streams.Length].TryGetTarget(out ILiveWork? stream) && stream.IsDue)
                return stream;
        }
        return null;
    }
}

/// <summary>The work on a stream or a scene. Exceptions become its faults; once it is closed, there is no more work.</summary>
internal interface ILiveWork
{
    /// <summary>Whether a window may be taken.</summary>
    bool IsDue { get; }

    /// <summary>Processes the oldest waiting frame.</summary>
    /// <returns>False if no frame waits.</returns>
    bool ProcessFrame();

    /// <summary>Takes the newest window; of a scene, that of the next person.</summary>
    /// <param name="window">Memory for it.</param>
    /// <returns>Whether the network must run; then <see cref="Complete"/> or <see cref="Fail"/> must follow.</returns>
    bool TakeWindow(WindowBuffer window);

    /// <summary>Takes the prediction for a window.</summary>
    void Complete(WindowBuffer window, EmotionPrediction prediction);

    /// <summary>The network failed for a window.</summary>
    void Fail(Exception exception);
}
