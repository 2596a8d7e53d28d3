using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Engines;

/// <summary>Lowers the priority of threads, so that those of a game come first.</summary>
internal static partial class LowPriority
{
    private const int OfThread = 0, Nicer = 5, Nicest = 19;

    /// <summary>
    /// SCHED_OTHER and SCHED_BATCH of Linux. A thread of the second kind gets as much time as others, but interrupts none when it wakes up.
    /// </summary>
    private const int Normal = 0, Batch = 3;

    [ThreadStatic]
    private static bool t_isLow;

    /// <summary>Whether the calling thread has low priority.</summary>
    public static bool IsSet => t_isLow;

    /// <summary>
    /// Gives the calling thread low priority permanently. On Linux it also gets a smaller share of a processor that others want.
    /// </summary>
    public static void SetPermanently()
    {
        Set(true);
        OnLinux(static () => SetPriority(OfThread, 0, Math.Min(GetPriority(OfThread, 0) + Nicer, Nicest)));
    }

    /// <summary>Gives the calling thread low or normal priority. On Linux its share of a processor, which cannot be raised again, stays.</summary>
    public static void Set(bool isLow)
    {
        if (t_isLow == isLow)
            return;
        t_isLow = isLow;
        Thread.CurrentThread.Priority = isLow ? ThreadPriority.BelowNormal : ThreadPriority.Normal;
        // On Linux, .NET's priorities have no effect. A smaller share is not enough there: a worker that wakes up would interrupt a game's
        // thread that has used up its own share, for milliseconds.
        OnLinux(isLow ? static () => SetScheduler(0, Batch, 0) : static () => SetScheduler(0, Normal, 0));
    }

    private static void OnLinux(Func<int> call)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            // Where it is refused, the thread keeps normal priority.
            _ = call();
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // Not every Linux has these functions; the thread keeps normal priority.
        }
    }

    /// <param name="thread">0 for the calling one.</param>
    /// <param name="policy">The scheduling policy.</param>
    /// <param name="priority">A structure of one number: 0 where the policy has no priorities.</param>
    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, in int priority);

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
