namespace MmaDfer.Sdk.Engines;

/// <summary>What an <see cref="EnginePicker"/> has found out about an engine.</summary>
public enum EngineState
{
    /// <summary>Not needed so far: one before it in the order works.</summary>
    NotTried,

    /// <summary>It cannot be used here, or gave wrong answers, or took too long to open; it will not be tried again.</summary>
    Refused,

    /// <summary>It computed the proof network correctly and could be used.</summary>
    Ready,

    /// <summary>It runs the model.</summary>
    InUse,

    /// <summary>It ran the model and failed; it is tried again in the background, as long as no better one runs.</summary>
    Lost,
}
