namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// The engine's own threads: they sleep between runs and do nothing else, so the thread pool is left to the game. The caller of
/// <see cref="Run"/> works too.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    private readonly Thread[] _workers;
    private readonly SemaphoreSlim _start = new(0), _done = new(0);
    private volatile Plan? _plan;
    private int _numbers;
    private bool _callerIsLow;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">Threads that share a run, including the caller's.</param>
    /// <param name="lowPriority">Whether they always have low priority; otherwise they have that of the caller of a run.</param>
    public ThreadTeam(int threads, bool lowPriority = false)
    {
        Threads = threads;
        _workers = new Thread[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(() => Serve(lowPriority)) { IsBackground = true, Name = $"MmaDfer cpu {i + 1}" };
            // Without the caller's context, whose values the thread would keep.
            _workers[i].UnsafeStart();
        }
    }

    /// <summary>Threads that share a run, including the caller's.</summary>
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

    /// <summary>Lets the threads end, without waiting for it. Not during a run.</summary>
    public void End()
    {
        _plan = null;
        if (_workers.Length > 0)
            _start.Release(_workers.Length);
    }

    public void Dispose()
    {
        End();
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
        _callerIsLow = LowPriority.IsSet;
        _start.Release(_workers.Length);
        bool complete = plan.Work(0);
        for (int i = 0; i < _workers.Length; i++)
            _done.Wait();
        // Sleeping threads must not keep the memory of an unused recognizer alive.
        _plan = null;
        return complete;
    }

    private void Serve(bool lowPriority)
    {
        if (lowPriority)
            LowPriority.SetPermanently();
        while (true)
        {
            _start.Wait();
            if (_plan is not { } plan)
                return;
            LowPriority.Set(lowPriority || _callerIsLow);
            plan.Work(Interlocked.Increment(ref _numbers));
            _done.Release();
        }
    }
}

/// <summary>
/// Where the threads of a run wait for each other between phases. Phases last about a millisecond, so waiting spins at first, and then
/// yields the processor.
/// </summary>
internal sealed class PhaseBarrier(int threads)
{
    private int _arrived;
    private volatile int _generation;
    private bool _isCanceled;

    /// <summary>Waits for the other threads.</summary>
    /// <param name="cancellationToken">Checked by the last thread that arrives, so that all threads see the same.</param>
    /// <returns>False if the token was canceled.</returns>
    public bool Wait(CancellationToken cancellationToken)
    {
        int generation = _generation;
        if (Interlocked.Increment(ref _arrived) == threads)
        {
            _arrived = 0;
            bool isCanceled = cancellationToken.IsCancellationRequested;
            _isCanceled = isCanceled;
            _generation = generation + 1;
            return !isCanceled;
        }
        var spin = new SpinWait();
        while (_generation == generation)
            spin.SpinOnce(sleep1Threshold: -1);
        return !_isCanceled;
    }
}
