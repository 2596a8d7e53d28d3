namespace MmaDfer.Sdk.Engines;

/// <summary>
/// Lets one caller at a time use a session. The lock is never held during a turn, and waiting allocates nothing. Not reentrant: a
/// thread must not enter again before it leaves.
/// </summary>
internal sealed class Turns
{
    // Monitor.Wait needs an object, not a Lock.
    private readonly object _gate = new();
    private bool _taken;

    /// <summary>Waits for the turn.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            while (_taken)
                Monitor.Wait(_gate);
            _taken = true;
        }
    }

    /// <summary>Ends the turn, and lets the next caller in.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _taken = false;
            Monitor.Pulse(_gate);
        }
    }
}
