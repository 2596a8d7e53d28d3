namespace MmaDfer.Sdk.Engines;

/// <summary>
/// Lets one caller at a time use a session. Its lock is held for a moment only, never during the work of a turn, and waiting
/// takes no memory. A turn is not to be asked for again by the thread that has it.
/// </summary>
internal sealed class Turns
{
    // Monitor's waiting needs an object, not a Lock.
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

    /// <summary>Gives the turn to whoever waits.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _taken = false;
            Monitor.Pulse(_gate);
        }
    }
}
