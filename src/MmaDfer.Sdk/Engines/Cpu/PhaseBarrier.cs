namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// Where the threads of a run wait for each other between phases. Phases last about a millisecond, so waiting spins, and
/// gives the processor away when it takes longer.
/// </summary>
internal sealed class PhaseBarrier(int threads)
{
    private int _arrived;
    private volatile int _generation;

    public void Wait()
    {
        int generation = _generation;
        if (Interlocked.Increment(ref _arrived) == threads)
        {
            _arrived = 0;
            _generation = generation + 1;
            return;
        }
        var spin = new SpinWait();
        while (_generation == generation)
            spin.SpinOnce(sleep1Threshold: -1);
    }
}
