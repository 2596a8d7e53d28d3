using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Engines;

/// <summary>This system as packages name the folders of its native libraries.</summary>
internal static class PortableSystem
{
    /// <summary>For example <c>linux-x64</c>, without the distribution that .NET's own identifier may name.</summary>
    public static string Identifier { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
}
