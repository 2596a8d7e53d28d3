using System.Runtime.InteropServices;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Sdk.Native.Tests.Published;

/// <summary>
/// The library that packaging/native leaves, in artifacts/native. Where it is missing, or what compiles programs against it, tests
/// are skipped, loudly; with MMADFER_REQUIRE_NATIVE=1 that is a failure.
/// </summary>
internal static class PublishedLibrary
{
    public const string RequiredBy = "MMADFER_REQUIRE_NATIVE";

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where headers, library and CMake package are; ends the test as inconclusive where they are missing.</summary>
    public static string Folder()
    {
        string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        string folder = Path.Combine(Root, "artifacts", "native", $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}");
        if (!Directory.Exists(Path.Combine(folder, "lib")))
            Missing($"there is no library in {folder}; packaging/native makes it.");
        return folder;
    }

    public static string Headers => Path.Combine(Root, "src", "MmaDfer.Sdk.Native", "include");

    public static string Programs => Path.Combine(Root, "tests", "MmaDfer.Sdk.Native.Tests", "programs");

    /// <summary>A face model that sees faces in whatever it is shown.</summary>
    public static string Faces => Path.Combine(Programs, "faces.xml");

    public static void Missing(string what) => RequiredTools.Missing(RequiredBy, what);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MmaDfer.Sdk.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}
