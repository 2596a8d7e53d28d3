using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MmaDfer.Sdk.Conformance;
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

    /// <summary>Whether MmaDfer.Sdk.Media was built with Silk.NET's OpenAL.</summary>
    public static bool HasOpenAl => typeof(Sdk.Media.StbImageFolderFrameSource).Assembly.GetType("MmaDfer.Sdk.Media.OpenAlMicrophone") is not null;

    /// <summary>
    /// Ends the test as inconclusive, loudly, where MmaDfer.Sdk.Media lacks its OpenAL half, because no package source has Silk.NET.OpenAL; as a
    /// failure with MMADFER_REQUIRE_SILKNET=1.
    /// </summary>
    public static void RequireOpenAl()
    {
        if (!HasOpenAl)
            RequiredTools.Missing("MMADFER_REQUIRE_SILKNET", "MmaDfer.Sdk.Media was built without OpenAL and is not packed: no package source has Silk.NET.OpenAL.");
    }

    /// <summary>What a package says of itself.</summary>
    public static XElement Nuspec(string id)
    {
        using ZipArchive archive = ZipFile.OpenRead(Find(id));
        using Stream stream = archive.GetEntry(id + ".nuspec")!.Open();
        return XElement.Load(stream);
    }

    public static (string Id, string Version)[] Dependencies(XElement nuspec) =>
        [.. nuspec.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => (e.Attribute("id")!.Value, e.Attribute("version")!.Value))];

    /// <summary>The version that this repository uses of a package of others; all of TorchSharp have the same.</summary>
    public static string PinnedVersion(string id) =>
        XElement.Load(Path.Combine(PublishedLibrary.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Single(e => e.Attribute("Include")!.Value == (id.StartsWith("TorchSharp-", StringComparison.Ordinal) ? "TorchSharp" : id)).Attribute("Version")!.Value;

    [GeneratedRegex(@"^(.*?)\.(\d+\.\d+\.\d+.*)\.s?nupkg$")]
    private static partial Regex Name();
}
