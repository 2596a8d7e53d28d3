using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Engines;

/// <summary>Lets a thread stand back behind those of the game.</summary>
internal static partial class LowPriority
{
    private const int OfThread = 0, Nicer = 5, Nicest = 19;

    /// <summary>
    /// SCHED_OTHER and SCHED_BATCH of Linux. A thread of the second runs as much as others do, but interrupts none when it wakes up.
    /// </summary>
    private const int Normal = 0, Batch = 3;

    [ThreadStatic]
    private static bool t_standsBack;

    /// <summary>Whether the calling thread stands back.</summary>
    public static bool StandsBack => t_standsBack;

    /// <summary>
    /// Takes the calling thread's priority below normal, for good: on Linux it also gets a smaller share of a processor that others want.
    /// </summary>
    public static void Take()
    {
        Set(true);
        OnLinux(static () => SetPriority(OfThread, 0, Math.Min(GetPriority(OfThread, 0) + Nicer, Nicest)));
    }

    /// <summary>Lets the calling thread stand back, or no more; its share on Linux, which cannot be taken back, stays.</summary>
    public static void Set(bool standsBack)
    {
        if (t_standsBack == standsBack)
            return;
        t_standsBack = standsBack;
        Thread.CurrentThread.Priority = standsBack ? ThreadPriority.BelowNormal : ThreadPriority.Normal;
        // On Linux, .NET leaves it at that. A share of its own is not enough there: a woken worker would interrupt a game's thread that has
        // used up its own, for milliseconds.
        OnLinux(standsBack ? static () => SetScheduler(0, Batch, 0) : static () => SetScheduler(0, Normal, 0));
    }

    private static void OnLinux(Func<int> call)
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            // Where it is refused, the thread is as quick as the others.
            _ = call();
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // A Linux of another kind: the same.
        }
    }

    /// <param name="thread">0 for the calling one.</param>
    /// <param name="policy">How it takes turns.</param>
    /// <param name="priority">A structure of one number: 0 where the policy has no priorities.</param>
    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, in int priority);

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
