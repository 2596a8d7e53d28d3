namespace MmaDfer.Sdk.Engines;

/// <summary>The state of one of several engines at one moment. Immutable; safe to share between threads.</summary>
public sealed record EngineReport
{
    internal EngineReport(Engine engine, EngineState state, string reason)
    {
        Engine = engine;
        State = state;
        Reason = reason;
    }

    /// <summary>The engine.</summary>
    public Engine Engine { get; }

    /// <summary>The engine's short name, as the command line takes it.</summary>
    public string Name => Engine.Name;

    /// <summary>Its state.</summary>
    public EngineState State { get; internal init; }

    /// <summary>The reason for this state: one sentence for people.</summary>
    public string Reason { get; internal init; }

    /// <summary>Time to open it: proof network, reading the model's weights, first run; null if it was not opened.</summary>
    public TimeSpan? OpenTime { get; internal init; }

    /// <summary>Median time of a few clips; null unless <see cref="EnginePicker.PreferFastest"/> asked for it.</summary>
    public TimeSpan? ClipTime { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {State}: {Reason}";
}

/// <summary>The state of an engine among the candidates of an <see cref="EnginePicker"/>.</summary>
public enum EngineState
{
    /// <summary>Not needed so far: one of higher preference works.</summary>
    NotTried,

    /// <summary>It does not work here, computed wrong results, or took too long to open; it is not tried again.</summary>
    Refused,

    /// <summary>It computed the proof network correctly and could be used.</summary>
    Ready,

    /// <summary>It runs the model.</summary>
    InUse,

    /// <summary>It ran the model and failed; it is retried in the background as long as no better engine runs.</summary>
    Lost,
}

/// <summary>A change of the engine that runs the model: one was lost, or a better one works again.</summary>
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

    /// <summary>The reason for the change: one sentence for people.</summary>
    public string Reason { get; }
}
