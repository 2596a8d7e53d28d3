using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// What must end when the assembly load context of this SDK is unloaded (an editor that reloads a game's code): a thread, a child process or
/// a wait would keep the context. In a context that cannot be unloaded, nothing is kept here. State of the context; thread-safe.
/// </summary>
internal static class Unloading
{
    /// <summary>The weakly held targets and how they end; null where the context stays.</summary>
    private static readonly ConditionalWeakTable<object, Action>? s_ends = Create();

    /// <summary>Lets a target end with the context, on a thread of the pool, unless it is gone by then.</summary>
    /// <param name="target">Held weakly.</param>
    /// <param name="end">Ends it; called at most once, perhaps after it ended by itself.</param>
    public static void Add<T>(T target, Action<T> end)
        where T : class
    {
        // The table keeps a value only as long as its key, also where the value refers to the key.
        s_ends?.Add(target, () => end(target));
    }

    private static ConditionalWeakTable<object, Action>? Create()
    {
        AssemblyLoadContext? context = AssemblyLoadContext.GetLoadContext(typeof(Unloading).Assembly);
        if (context is not { IsCollectible: true })
            return null;
        context.Unloading += static _ => End();
        return [];
    }

    // Not on the thread that unloads: ending may wait for a callback of the program that waits for that thread.
    private static void End()
    {
        foreach ((_, Action end) in s_ends!)
            _ = Task.Run(end);
        s_ends.Clear();
    }
}
