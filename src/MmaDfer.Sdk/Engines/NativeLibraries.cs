using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Engines;

/// <summary>A native library that an engine computes with, as the application brings it.</summary>
public sealed record NativeLibraryInfo
{
    internal NativeLibraryInfo(string path) => Path = path;

    /// <summary>Absolute path of the library, or of its folder where it consists of several files.</summary>
    public string Path { get; }

    /// <summary>Its version; null if that is unknown before it is loaded.</summary>
    public string? Version { get; internal init; }

    /// <summary>
    /// What is built into it, which need not work on this machine: the execution providers of ONNX Runtime; <c>cpu</c> and possibly
    /// <c>cuda</c> for libtorch.
    /// </summary>
    public IReadOnlyList<string> Providers { get; internal init; } = [];

    /// <summary>Absolute path of a second library through which it is called; null if it is called directly.</summary>
    public string? BindingPath { get; internal init; }
}

/// <summary>Error messages of native libraries.</summary>
internal static class NativeMessage
{
    private const int Longest = 300;

    /// <summary>A message as part of a sentence: one line, of limited length, without a full stop at its end.</summary>
    public static string Part(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.', ' ');
        return line.Length <= Longest ? line : $"{line[..Longest]}...";
    }
}

/// <summary>The platform, as packages name the folders of its native libraries.</summary>
internal static class PortableSystem
{
    /// <summary>For example <c>linux-x64</c>, without the distribution that .NET's own identifier may name.</summary>
    public static string Identifier { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
}

/// <summary>
/// The library that loaded CUDA into a process. Two native stacks (libtorch's and ONNX Runtime's, say) with libraries of different
/// versions crash in one process, and neither can be unloaded, so only the first may be used until the process ends.
/// </summary>
internal sealed class CudaStack
{
    private string? _owner;

    /// <summary>That of this process: global state, as native libraries are.</summary>
    public static CudaStack OfProcess { get; } = new();

    /// <summary>Reserves CUDA for a library that is about to load it.</summary>
    /// <param name="library">Its name, for people.</param>
    /// <param name="engine">Name of the engine that wants it.</param>
    /// <exception cref="EngineException">Another library has loaded it.</exception>
    public void Claim(string library, string engine)
    {
        string owner = Interlocked.CompareExchange(ref _owner, library, null) ?? library;
        if (owner != library)
            throw new EngineException(
                $"The engine '{engine}' cannot be used: {owner} has already loaded CUDA into this process, and the two do not work together; use only one of them in a process.");
    }
}
