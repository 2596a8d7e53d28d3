namespace MmaDfer.Sdk.Conformance;

/// <summary>Bytes that a piece of code allocates on the thread that runs it, each time it runs.</summary>
internal static class Allocation
{
    /// <summary>
    /// Runs <paramref name="action"/> once and then until a run allocates nothing, <paramref name="runs"/> times at most.
    /// </summary>
    /// <returns>The least of these runs: what the code needs only the first time, or the runtime when it compiles again, does not count.</returns>
    public static long Least(Action action, int runs = 10)
    {
        action();
        long least = long.MaxValue;
        for (int i = 0; i < runs && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
