using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines.Onnx.Native;

namespace MmaDfer.Sdk.Native;

/// <summary>The folder of this library: .NET knows only that of the program.</summary>
internal static unsafe partial class LibraryFolder
{
    private const uint FromAddress = 4, Unchanged = 2;
    private const int MaxPath = 32767;

    /// <summary>The folder, if ONNX Runtime is beside this library; null otherwise.</summary>
    public static string? OnnxRuntime() => Find() is { } folder && OrtLibraryFinder.IsIn(folder) ? folder : null;

    /// <summary>The folder; null if the system does not know it.</summary>
    public static string? Find()
    {
        delegate* unmanaged[Cdecl]<int> inside = &Exports.Version;
        try
        {
            return Path.GetDirectoryName(OperatingSystem.IsWindows() ? OnWindows(inside) : OnUnix(inside)) is { Length: > 0 } folder ? folder : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static string? OnUnix(void* inside)
    {
        Symbol symbol;
        return AddressInformation(inside, &symbol) != 0 && Text.Read(symbol.File) is { } file ? Path.GetFullPath(file) : null;
    }

    private static string? OnWindows(void* inside)
    {
        nint module;
        char* name = stackalloc char[MaxPath];
        return GetModuleHandle(FromAddress | Unchanged, inside, &module) != 0 && GetModuleFileName(module, name, MaxPath) is > 0 and var length
            ? new string(name, 0, length) : null;
    }

    [LibraryImport("libc", EntryPoint = "dladdr")]
    private static partial int AddressInformation(void* address, Symbol* symbol);

    [LibraryImport("kernel32", EntryPoint = "GetModuleHandleExW")]
    private static partial int GetModuleHandle(uint flags, void* address, nint* module);

    [LibraryImport("kernel32", EntryPoint = "GetModuleFileNameW")]
    private static partial int GetModuleFileName(nint module, char* name, int size);

    /// <summary><c>Dl_info</c>.</summary>
    private struct Symbol
    {
        public byte* File;
        public void* Base;
        public byte* Name;
        public void* Address;
    }
}
