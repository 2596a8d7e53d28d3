using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Native;

/// <summary>The process that has loaded this library.</summary>
internal static unsafe partial class HostProcess
{
    private const uint Pin = 1, FromAddress = 4;

    // The first use: a process that was forked before it has everything that it needs.
    private static readonly int s_firstUser = Current();

    /// <summary>Refuses a process that was forked from one that used the library: fork copies memory, but no thread except its caller's.</summary>
    /// <exception cref="EngineException">It was.</exception>
    public static void ThrowIfForked()
    {
        if (Current() != s_firstUser)
            throw new EngineException("This process was forked from one that already used the library, whose threads are missing here; use the library in only one of the two, or start a new program in the child (exec).");
    }

    /// <summary>
    /// Windows has no flag in the file for a library that stays loaded, as <c>nodelete</c> is on Linux; without it, the threads of the runtime
    /// would run on in memory that is gone.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "This assembly is the whole library; nobody else can call it first.")]
    internal static void StayLoaded()
    {
        nint module;
        if (OperatingSystem.IsWindows())
            GetModuleHandle(Pin | FromAddress, (delegate* unmanaged[Cdecl]<int>)&Exports.Version, &module);
    }

    private static int Current() => OperatingSystem.IsWindows() ? 0 : ProcessId();

    // .NET's own number is that of the first process, kept.
    [LibraryImport("libc", EntryPoint = "getpid")]
    [SuppressGCTransition]
    private static partial int ProcessId();

    [LibraryImport("kernel32", EntryPoint = "GetModuleHandleExW")]
    private static partial int GetModuleHandle(uint flags, void* address, nint* module);
}
