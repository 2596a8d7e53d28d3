using System.Reflection;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.TorchSharp.Native;

namespace MmaDfer.Sdk.TorchSharp.Tests;

/// <summary>The libtorch of the tests: that of the package that they were built with, unless the environment names another.</summary>
[TestClass]
public static class LibTorch
{
    // Where the package is unpacked; null where no package source has it.
    private static readonly string? s_package = typeof(LibTorch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == "LibTorch")?.Value;

    [AssemblyInitialize]
    public static void Use(TestContext _)
    {
        TorchEngines.Register();
        if (Environment.GetEnvironmentVariable(TorchFiles.Variable) is { Length: > 0 } || s_package is null || !Directory.Exists(s_package))
            return;
        Environment.SetEnvironmentVariable(TorchFiles.Variable, OperatingSystem.IsLinux() && !HasNewLibrary() ? ForOldSystems(s_package) : s_package);
    }

    /// <summary>Whether this system's C++ library is one that TorchSharp's library accepts.</summary>
    private static bool HasNewLibrary() =>
        NativeLibrary.TryLoad("libstdc++.so.6", out nint library) && NativeLibrary.TryGetExport(library, "_ZSt21ios_base_library_initv", out _);

    /// <summary>
    /// A folder with libtorch and a copy of TorchSharp's library that also systems with the C++ library of GCC 12 load, such as Debian 12.
    /// What it names of the newer one, the linker has left there for an initialisation that happens anyhow; nothing uses it.
    /// </summary>
    private static string ForOldSystems(string package)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "libtorch");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(package))
        {
            string link = Path.Combine(folder, Path.GetFileName(file));
            File.Delete(link);
            File.CreateSymbolicLink(link, file);
        }
        string name = TorchFiles.FileName("LibTorchSharp");
        byte[] binding = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "runtimes", PortableSystem.Identifier, "native", name));
        SymbolVersions.MakeWeak(binding, "GLIBCXX_3.4.32");
        File.WriteAllBytes(Path.Combine(folder, name), binding);
        return folder;
    }
}
