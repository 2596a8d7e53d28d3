namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// The engine's own threads: they sleep between runs and never take part in anything else, so the game's thread pool stays
/// the game's. The caller of <see cref="Run"/> works along.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    private readonly Thread[] _workers;
    private readonly SemaphoreSlim _start = new(0), _done = new(0);
    private volatile Plan? _plan;
    private int _numbers;
    private bool _standsBack;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">Threads that share a run, the caller's included.</param>
    /// <param name="background">Whether they stand back behind other threads always; otherwise they do in runs of a caller that does.</param>
    public ThreadTeam(int threads, bool background = false)
    {
        Threads = threads;
        _workers = new Thread[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(() => Serve(background)) { IsBackground = true, Name = $"MmaDfer cpu {i + 1}" };
            _workers[i].Start();
        }
    }

    /// <summary>Threads that share a run, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Runs a part of a plan to its end. One caller at a time.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="part">Which of its parts.</param>
    /// <param name="cancellationToken">Ends the run after the phase in progress.</param>
    /// <exception cref="OperationCanceledException">The token was canceled before all phases were complete.</exception>
    public void Run(Plan plan, int part = 0, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        plan.Reset(part, cancellationToken);
        if (!Share(plan))
            throw new OperationCanceledException(cancellationToken);
    }

    public void Dispose()
    {
        _plan = null;
        if (_workers.Length > 0)
            _start.Release(_workers.Length);
        foreach (Thread worker in _workers)
            worker.Join();
        _start.Dispose();
        _done.Dispose();
    }

    private bool Share(Plan plan)
    {
        if (_workers.Length == 0)
            return plan.Work(0);
        _plan = plan;
        _numbers = 0;
        _standsBack = LowPriority.StandsBack;
        _start.Release(_workers.Length);
        bool complete = plan.Work(0);
        for (int i = 0; i < _workers.Length; i++)
            _done.Wait();
        // Sleeping threads must not keep the memory of a recognizer alive that nobody holds any more.
        _plan = null;
        return complete;
    }

    private void Serve(bool background)
    {
        if (background)
            LowPriority.Take();
        while (true)
        {
            _start.Wait();
            if (_plan is not { } plan)
                return;
            LowPriority.Set(background || _standsBack);
            plan.Work(Interlocked.Increment(ref _numbers));
            _done.Release();
        }
    }
}
