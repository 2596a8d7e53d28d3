using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Engines;

/// <summary>Lets a thread stand back behind those of the game.</summary>
internal static partial class LowPriority
{
    private const int OfThread = 0, Nicer = 5, Nicest = 19;

    /// <summary>Takes the calling thread's priority below normal.</summary>
    public static void Take()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        // On Linux, .NET leaves it at that. Without it, a woken worker may interrupt the thread that has just pushed.
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = SetPriority(OfThread, 0, Math.Min(GetPriority(OfThread, 0) + Nicer, Nicest));
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // A Linux of another kind: then it is as quick as the others.
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
