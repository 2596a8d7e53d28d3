using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Recognition;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The two threads of a recognizer that has streams: one cuts out faces, one runs the network, each for all streams in turn. Their
/// priority is below normal; they live as long as there are streams, and sleep while there is nothing to do.
/// </summary>
/// <param name="network">Whose windows are run.</param>
/// <param name="twoClip">Two choices of 16 frames instead of one.</param>
internal sealed class LiveWorkers(LoadedNetwork network, bool twoClip) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _cut = new(false), _run = new(false);
    private volatile StreamWork[] _streams = [];
    private Thread? _cutter, _runner;
    private bool _disposed;

    /// <summary>How often a stream was asked whether it is due: whose turn is next. After 2^32 times (days, with many streams) it begins again.</summary>
    internal uint Turn { get; set; }

    /// <summary>Takes a stream in.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Add(StreamWork stream)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(EmotionRecognizer));
            _streams = [.. _streams, stream];
            _cutter ??= Start(CutFaces, "MmaDfer faces");
            _runner ??= Start(RunWindows, "MmaDfer windows");
        }
    }

    /// <summary>Lets a stream go.</summary>
    public void Remove(StreamWork stream)
    {
        lock (_gate)
            _streams = [.. _streams.Where(s => s != stream)];
        WakeBoth();
    }

    /// <summary>There are frames.</summary>
    public void WakeCutter() => _cut.Set();

    /// <summary>There is a window.</summary>
    public void WakeRunner() => _run.Set();

    /// <summary>Ends both threads, after what they are at.</summary>
    public void Dispose()
    {
        Thread?[] threads;
        lock (_gate)
        {
            _disposed = true;
            _streams = [];
            threads = [_cutter, _runner];
        }
        WakeBoth();
        foreach (Thread? thread in threads)
        {
            // A face finder, or a handler of a change of engine, may be what disposes.
            if (thread != Thread.CurrentThread)
                thread?.Join();
        }
    }

    private static Thread Start(ThreadStart work, string name)
    {
        var thread = new Thread(work) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    private void WakeBoth()
    {
        _cut.Set();
        _run.Set();
    }

    private void CutFaces()
    {
        LowPriority.Take();
        while (Goes(ref _cutter))
        {
            _cut.WaitOne();
            bool any;
            do
            {
                any = false;
                foreach (StreamWork stream in _streams)
                    any |= stream.Cut();
            }
            while (any);
        }
    }

    private void RunWindows()
    {
        LowPriority.Take();
        WindowBuffer[] windows = [.. Enumerable.Range(0, network.MaxBatch).Select(_ => new WindowBuffer(network.Model.Config.ImageSize, twoClip))];
        var taken = new StreamWork[windows.Length];
        var answers = new EmotionPrediction[windows.Length];
        while (Goes(ref _runner))
        {
            _run.WaitOne();
            while (NextDue() is { } stream)
                Run(stream, taken, windows, answers);
        }
    }

    /// <summary>Runs the window of a stream, together with those of others that are due now.</summary>
    private void Run(StreamWork? stream, StreamWork[] taken, WindowBuffer[] windows, EmotionPrediction[] answers)
    {
        int count = 0;
        while (stream is not null)
        {
            if (stream.Take(windows[count]))
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
            network.Recognize(new ReadOnlySpan<INetworkInput>(windows, 0, count), answers);
        }
        catch (Exception exception)
        {
            foreach (StreamWork failed in taken.AsSpan(0, count))
                failed.Fail(exception);
            return;
        }
        for (int i = 0; i < count; i++)
            taken[i].Answer(windows[i], answers[i]);
    }

    /// <summary>Runs what is new of a stream's window: that does not go with others.</summary>
    private void RunAlone(StreamWork stream, WindowBuffer window)
    {
        EmotionPrediction answer;
        try
        {
            answer = network.Recognize(window, window.Sliding, window.Epoch, window.LastSlot);
        }
        catch (Exception exception)
        {
            stream.Fail(exception);
            return;
        }
        stream.Answer(window, answer);
    }

    /// <summary>Whether there still is a stream; without one the thread ends, so that it keeps nothing alive.</summary>
    private bool Goes(ref Thread? thread)
    {
        lock (_gate)
        {
            if (_streams.Length > 0)
                return true;
            thread = null;
            return false;
        }
    }

    /// <summary>The next stream, in turn, whose window may be taken.</summary>
    private StreamWork? NextDue()
    {
        StreamWork[] streams = _streams;
        for (int i = 0; i < streams.Length; i++)
        {
            StreamWork stream = streams[Turn++ % (uint)streams.Length];
            if (stream.IsDue)
                return stream;
        }
        return null;
    }
}
