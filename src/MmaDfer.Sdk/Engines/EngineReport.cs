namespace MmaDfer.Sdk.Engines;

/// <summary>What is known about one of several engines at one moment. Immutable; safe to share between threads.</summary>
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

    /// <summary>Whether it is used, could be, or why not.</summary>
    public EngineState State { get; internal init; }

    /// <summary>Why it is in this state: one sentence for people.</summary>
    public string Reason { get; internal init; }

    /// <summary>What opening took: the proof network, reading the model's weights, a first run; null if it was not opened.</summary>
    public TimeSpan? OpenTime { get; internal init; }

    /// <summary>What one clip takes on the model, median of a few; null unless <see cref="EnginePicker.Fastest"/> asked for it.</summary>
    public TimeSpan? ClipTime { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {State}: {Reason}";
}
