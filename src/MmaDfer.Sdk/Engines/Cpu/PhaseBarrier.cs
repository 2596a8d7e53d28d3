namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// Where the threads of a run wait for each other between phases. Phases last about a millisecond, so waiting spins, and
/// gives the processor away when it takes longer.
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
