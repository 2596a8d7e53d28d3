namespace MmaDfer.Sdk.Engines;

/// <summary>Another engine runs the model from now on: one was lost, or a better one is back.</summary>
public sealed class EngineChangedEventArgs : EventArgs
{
    internal EngineChangedEventArgs(Engine previous, Engine current, string reason)
    {
        Previous = previous;
        Current = current;
        Reason = reason;
    }

    /// <summary>The engine that ran the model until now.</summary>
    public Engine Previous { get; }

    /// <summary>The engine that runs it now.</summary>
    public Engine Current { get; }

    /// <summary>What happened: one sentence for people.</summary>
    public string Reason { get; }
}
