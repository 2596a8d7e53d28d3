namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>
/// A thread on which one engine is opened, runs and is closed, so that a caller can abandon it when a call hangs in a driver: a native
/// call cannot be ended from outside. One caller at a time; a run allocates nothing.
/// </summary>
internal sealed class EngineThread
{
    private readonly SemaphoreSlim _start = new(0), _done = new(0);
    private readonly Thread _thread;
    private readonly Action _close;
    private volatile Action? _work;
    private Exception? _fault;

    /// <param name="name">Its name in debuggers.</param>
    /// <param name="close">The last work of the thread, whenever that is.</param>
    public EngineThread(string name, Action close)
    {
        _close = close;
        _thread = new Thread(Serve) { IsBackground = true, Name = $"MmaDfer {name}" };
        _thread.UnsafeStart();
    }

    /// <summary>True after <see cref="End"/> as long as a call has not returned.</summary>
    public bool IsAlive => _thread.IsAlive;

    /// <summary>Runs work on the thread and waits for it. After false, only <see cref="End"/> may follow.</summary>
    /// <param name="work">The work.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <param name="fault">The exception that the work threw; null if none.</param>
    /// <returns>False if the limit passed.</returns>
    public bool TryRun(Action work, TimeSpan limit, CancellationToken cancellationToken, out Exception? fault)
    {
        _work = work;
        _start.Release();
        bool done = _done.Wait(TimeLimit.OfWait(limit), cancellationToken);
        fault = done ? _fault : null;
        return done;
    }

    /// <summary>Lets the thread close and end when its present work returns; does not wait for it.</summary>
    public void End()
    {
        _work = null;
        _start.Release();
    }

    /// <summary>Waits for the end.</summary>
    public void Join(TimeSpan limit) => _thread.Join(TimeLimit.OfWait(limit));

    private void Serve()
    {
        while (true)
        {
            _start.Wait();
            if (_work is not { } work)
                break;
            _fault = null;
            try
            {
                work();
            }
            catch (Exception exception)
            {
                _fault = exception;
            }
            _done.Release();
        }
        try
        {
            _close();
        }
        catch (Exception)
        {
            // A device that was removed may fail to close; on this thread that would end the program.
        }
    }
}
