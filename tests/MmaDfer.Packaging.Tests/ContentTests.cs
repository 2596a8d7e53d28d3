using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Packaging.Tests;

[TestClass]
public sealed class ContentTests
{
    [TestMethod]
    [DataRow("MmaDfer.Sdk", "README.md", "lib/net10.0/MmaDfer.Sdk.dll", "lib/net10.0/MmaDfer.Sdk.xml")]
    [DataRow("MmaDfer.Cli", "README.md", "tools/net10.0/any/mmadfer.dll", "tools/net10.0/any/DotnetToolSettings.xml")]
    [DataRow("MmaDfer.DemoModel", "README.md", "models/demo.safetensors", "build/MmaDfer.DemoModel.targets")]
    [DataRow("MmaDfer.StarterModel", "README.md", "models/starter.safetensors", "build/MmaDfer.StarterModel.targets")]
    [DataRow("MmaDfer.FaceModel", "README.md", "models/face.onnx", "models/face.onnx.LICENSE.txt", "build/MmaDfer.FaceModel.targets", "buildTransitive/MmaDfer.FaceModel.targets")]
    [DataRow("MmaDfer.Cli", "README.md", "tools/net10.0/any/face.onnx", "tools/net10.0/any/face.onnx.LICENSE.txt")]
    [DataRow("MmaDfer.Sdk.Windows", "README.md", "lib/net10.0/_._")]
    [DataRow("MmaDfer.Sdk.Linux", "README.md", "lib/net10.0/_._")]
    [DataRow("MmaDfer.Sdk.Native", "cpp.md", "build/native/include/mmadfer.h", "build/native/include/mmadfer.hpp", "cmake/mmadfer-config.cmake", "cmake/mmadfer-config-version.cmake", "build/native/MmaDfer.Sdk.Native.targets")]
    public void ContainsItsFiles(string id, params string[] files)
    {
        string[] entries = Packages.Entries(Packages.Find(id));
        CollectionAssert.IsSubsetOf((string[])[.. files, "LICENSE", "THIRD-PARTY-NOTICES.txt", "icon.png"], entries);
        string description = Packages.Nuspec(id).ToString();
        StringAssert.Contains(description, $"<license type=\"expression\">{(id == "MmaDfer.FaceModel" ? "MIT AND Apache-2.0" : "MIT")}</license>");
        StringAssert.Contains(description, $"<readme>{files[0]}</readme>");
        StringAssert.Contains(description, "<icon>icon.png</icon>");
    }

    [TestMethod]
    [DataRow("MmaDfer.Sdk", "")]
    [DataRow("MmaDfer.Sdk.Native", "")]
    [DataRow("MmaDfer.DemoModel", "")]
    [DataRow("MmaDfer.StarterModel", "")]
    [DataRow("MmaDfer.FaceModel", "")]
    // It has in itself what it needs.
    [DataRow("MmaDfer.Cli", "")]
    [DataRow("MmaDfer.Sdk.Training", "CsvHelper MmaDfer.Sdk")]
    [DataRow("MmaDfer.Sdk.TorchSharp", "MmaDfer.Sdk TorchSharp")]
    [DataRow("MmaDfer.Sdk.Media", "MmaDfer.Sdk Silk.NET.OpenAL Silk.NET.OpenAL.Extensions.EXT StbImageSharp")]
    [DataRow("MmaDfer.Sdk.Windows", "Microsoft.ML.OnnxRuntime.DirectML MmaDfer.Sdk MmaDfer.Sdk.TorchSharp TorchSharp-cuda-windows")]
    [DataRow("MmaDfer.Sdk.Linux", "MmaDfer.Sdk MmaDfer.Sdk.TorchSharp TorchSharp-cuda-linux")]
    public void HasItsDependenciesAndNoOthers(string id, string needs)
    {
        if (id == "MmaDfer.Sdk.Media")
            Packages.RequireOpenAl();
        XElement description = Packages.Nuspec(id);
        Assert.AreEqual(needs, string.Join(' ', Packages.Dependencies(description).Select(d => d.Id).Order(StringComparer.Ordinal)));
        foreach ((string needed, string version) in Packages.Dependencies(description))
            Assert.AreEqual(needed.StartsWith("MmaDfer", StringComparison.Ordinal) ? $"[{Packages.Version(id)}]" : Packages.PinnedVersion(needed), version, needed);
    }

    /// <summary>They use its internals, which any other version may have changed.</summary>
    [TestMethod]
    [DataRow("MmaDfer.Sdk.Training")]
    [DataRow("MmaDfer.Sdk.TorchSharp")]
    [DataRow("MmaDfer.Sdk.Media")]
    public void DependsOnExactlyTheSdkItWasBuiltWith(string id)
    {
        // What NuGet would write into the package; no package needs to be made for that.
        string answer = Tool.Succeed("dotnet", [
            "msbuild", Path.Combine(PublishedLibrary.Root, "src", id), "-nologo", "-t:_GetProjectReferenceVersions",
            "-getItem:_ProjectReferencesWithVersions", "-p:Version=1.2.3", "-nodeReuse:false"]);
        using JsonDocument json = JsonDocument.Parse(answer);
        JsonElement sdk = json.RootElement.GetProperty("Items").GetProperty("_ProjectReferencesWithVersions").EnumerateArray().Single();
        Assert.AreEqual("MmaDfer.Sdk", sdk.GetProperty("Filename").GetString());
        Assert.AreEqual("[1.2.3]", sdk.GetProperty("ProjectVersion").GetString());
    }

    [TestMethod]
    [DataRow("MmaDfer.Sdk.Windows")]
    [DataRow("MmaDfer.Sdk.Linux")]
    public void ABundleDemandsPackagesOfItsOwnVersion(string id)
    {
        XElement nuspec = XElement.Load(Path.Combine(PublishedLibrary.Root, "packaging", "bundles", $"{id}.nuspec"));
        (string Id, string Version)[] ours = [.. Packages.Dependencies(nuspec).Where(d => d.Id.StartsWith("MmaDfer", StringComparison.Ordinal))];
        Assert.HasCount(2, ours);
        foreach ((string needed, string version) in ours)
            Assert.AreEqual("[$version$]", version, needed);
    }

    [TestMethod]
    public void TheCLibraryIsThereForTheSystemThatItWasMadeFor()
    {
        string[] entries = Packages.Entries(Packages.Find("MmaDfer.Sdk.Native"));
        string system = Path.GetFileName(PublishedLibrary.Folder());
        Assert.IsTrue(entries.Any(e => e.StartsWith($"runtimes/{system}/native/", StringComparison.Ordinal) && e.Contains("mmadfer.", StringComparison.Ordinal)), string.Join('\n', entries));
        // And the face model beside it, where the library looks.
        CollectionAssert.IsSubsetOf((string[])[$"runtimes/{system}/native/face.onnx", $"runtimes/{system}/native/face.onnx.LICENSE.txt"], entries);
        // Each library that was made is in it.
        if (Directory.Exists(Path.Combine(PublishedLibrary.Root, "artifacts", "native", "win-x64")))
            CollectionAssert.IsSubsetOf((string[])["runtimes/win-x64/native/mmadfer.dll", "runtimes/win-x64/native/mmadfer.lib"], entries);
    }

    [TestMethod]
    [DataRow("MmaDfer.Sdk", "lib/net10.0/MmaDfer.Sdk.dll", "lib/net10.0/MmaDfer.Sdk.pdb")]
    [DataRow("MmaDfer.Cli", "tools/net10.0/any/mmadfer.dll", "tools/net10.0/any/mmadfer.pdb")]
    public void SymbolsAreThereAndNothingNamesThisMachine(string id, string assembly, string symbols)
    {
        CollectionAssert.Contains(Packages.Entries(Packages.Find(id, "snupkg")), symbols);
        using ZipArchive archive = ZipFile.OpenRead(Packages.Find(id));
        using var bytes = new MemoryStream();
        using (Stream stream = archive.GetEntry(assembly)!.Open())
            stream.CopyTo(bytes);
        // A plain build says where its symbols lie.
        Assert.IsLessThan(0, bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(PublishedLibrary.Root)), $"{assembly} names {PublishedLibrary.Root}");
    }
}
