namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>How engines are selected, and how the loss of one is handled: the options of an <see cref="EnginePicker"/>.</summary>
internal sealed record FailoverTerms
{
    /// <summary>Name of the engine that must run the model when it is loaded; null for any.</summary>
    public string? RequiredEngine { get; init; }

    /// <summary>Whether to select the fastest engine instead of the first that works.</summary>
    public bool PreferFastest { get; init; }

    /// <summary>Whether to keep a second engine open.</summary>
    public bool KeepSpare { get; init; }

    /// <summary>How long an engine may take to open.</summary>
    public TimeSpan OpenTimeLimit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a run may take.</summary>
    public TimeSpan RunTimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The delay before the first retry of a lost engine.</summary>
    public TimeSpan InitialRetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest delay between two retries.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The clock of the delays.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
