using System.Runtime.InteropServices;

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
                return OneLine(exception.Message);
            }
        }
        return Open(path, Now) != 0 ? null : OneLine(Marshal.PtrToStringUTF8(LastError()) ?? "unknown error");
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim().TrimEnd('.') + ".";

    [LibraryImport("libdl.so.2", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int mode);

    [LibraryImport("libdl.so.2", EntryPoint = "dlerror")]
    private static partial nint LastError();
}
