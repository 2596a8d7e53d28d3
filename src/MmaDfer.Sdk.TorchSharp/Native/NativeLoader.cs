using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.TorchSharp.Native;

/// <summary>
/// Loads a library and says what is wrong with it. On Linux all that it needs is looked up at once: a missing function would
/// otherwise end the program when it is first called.
/// </summary>
internal static unsafe partial class NativeLoader
{
    private const int Now = 2;

    /// <returns>What went wrong, one sentence; null if it is loaded.</returns>
    public static string? TryLoad(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            try
            {
                NativeLibrary.Load(path);
                return null;
            }
            catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
            {
                return NativeMessage.Part(exception.Message) + ".";
            }
        }
        // Once before: to look the function up for the first time would replace the error that it is to tell.
        LastError();
        return Open(path, Now) != 0 ? null : NativeMessage.Part(Marshal.PtrToStringUTF8(LastError()) ?? "unknown error") + ".";
    }

    /// <summary>
    /// Lets the threads of libraries that are loaded from now on sleep while they have nothing to do, unless the environment says
    /// otherwise: they use OpenMP, which would let them turn in circles. Beside other work that takes many times as long.
    /// </summary>
    public static void LetThreadsSleep()
    {
        const string policy = "OMP_WAIT_POLICY", sleep = "PASSIVE";
        if (Environment.GetEnvironmentVariable(policy) is not null)
            return;
        // Elsewhere .NET keeps changes of the environment to itself.
        if (OperatingSystem.IsWindows())
            Environment.SetEnvironmentVariable(policy, sleep);
        else
            _ = SetVariable(policy, sleep, 0);
    }

    [LibraryImport("libdl.so.2", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int mode);

    [LibraryImport("libdl.so.2", EntryPoint = "dlerror")]
    private static partial nint LastError();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int replace);
}
