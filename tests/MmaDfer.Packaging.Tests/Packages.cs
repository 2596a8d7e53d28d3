using System.IO.Compression;
using System.Text.RegularExpressions;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Packaging.Tests;

/// <summary>
/// The packages that packaging/pack leaves in artifacts/packages. Where they are missing, tests are skipped, loudly; with
/// MMADFER_REQUIRE_NATIVE=1 that is a failure.
/// </summary>
internal static partial class Packages
{
    public static string Folder()
    {
        string folder = Path.Combine(PublishedLibrary.Root, "artifacts", "packages");
        if (!Directory.Exists(folder))
            PublishedLibrary.Missing($"there are no packages in {folder}; packaging/pack makes them.");
        return folder;
    }

    /// <summary>Path of a package, whatever its version.</summary>
    public static string Find(string id, string extension = "nupkg") =>
        Directory.GetFiles(Folder(), $"{id}.*.{extension}").Single(p => Name().Match(Path.GetFileName(p)).Groups[1].Value == id);

    public static string Version(string id) => Name().Match(Path.GetFileName(Find(id))).Groups[2].Value;

    /// <summary>Its files.</summary>
    public static string[] Entries(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        return [.. archive.Entries.Select(e => e.FullName)];
    }

    [GeneratedRegex(@"^(.*?)\.(\d+\.\d+\.\d+.*)\.s?nupkg$")]
    private static partial Regex Name();
}
