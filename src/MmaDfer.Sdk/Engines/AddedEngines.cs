namespace MmaDfer.Sdk.Engines;

/// <summary>
/// The engines of packages beside this one, which the program has made known. State of the process, as the names are: this library
/// must not know those packages, nor look for them.
/// </summary>
internal static class AddedEngines
{
    private static readonly Lock s_gate = new();
    private static AddedEngine[] s_all = [];

    /// <summary>Those known by now, in the order in which they were made known.</summary>
    public static IReadOnlyList<AddedEngine> All => Volatile.Read(ref s_all);

    /// <summary>Makes an engine known, once.</summary>
    public static void Add(AddedEngine engine)
    {
        lock (s_gate)
        {
            if (!s_all.Any(known => known.Name == engine.Name))
                Volatile.Write(ref s_all, [.. s_all, engine]);
        }
    }
}
