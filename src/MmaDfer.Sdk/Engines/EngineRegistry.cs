namespace MmaDfer.Sdk.Engines;

/// <summary>An engine that another package adds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Create">Creates it, for a GPU's index and a number of threads.</param>
internal sealed record RegisteredEngine(string Name, Func<int, int, Engine> Create)
{
    /// <summary>Whether a GPU's index may follow the name.</summary>
    public bool TakesDevice { get; init; }

    /// <summary>Whether an <see cref="EnginePicker"/> tries it by default.</summary>
    public bool IsDefaultCandidate { get; init; }

    /// <summary>Whether it can train.</summary>
    public bool CanTrain { get; init; }

    /// <summary>The operating systems that it needs, where this is none of them; otherwise null.</summary>
    public string? RequiredSystems { get; init; }
}

/// <summary>
/// The engines of other packages that the program has registered. State of the process, as the names are: this library neither knows
/// those packages nor looks for them.
/// </summary>
internal static class EngineRegistry
{
    private static readonly Lock s_gate = new();
    private static RegisteredEngine[] s_all = [];

    /// <summary>The engines registered so far, in the order of registration.</summary>
    public static IReadOnlyList<RegisteredEngine> All => Volatile.Read(ref s_all);

    /// <summary>Registers an engine, unless one of this name is registered already.</summary>
    public static void Add(RegisteredEngine engine)
    {
        lock (s_gate)
        {
            if (!s_all.Any(known => known.Name == engine.Name))
                Volatile.Write(ref s_all, [.. s_all, engine]);
        }
    }

    /// <summary>The engine of a name; null if none is registered.</summary>
    public static RegisteredEngine? Find(string name) => All.FirstOrDefault(engine => engine.Name == name);
}
