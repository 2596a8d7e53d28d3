using System.IO.Compression;
using System.Text;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Packaging.Tests;

[TestClass]
public sealed class ContentTests
{
    [TestMethod]
    [DataRow("MmaDfer.Sdk", "README.md", "lib/net10.0/MmaDfer.Sdk.dll", "lib/net10.0/MmaDfer.Sdk.xml")]
    [DataRow("MmaDfer.Cli", "README.md", "tools/net10.0/any/mmadfer.dll", "tools/net10.0/any/DotnetToolSettings.xml")]
    [DataRow("MmaDfer.DemoModel", "README.md", "models/demo.safetensors", "build/MmaDfer.DemoModel.targets")]
    [DataRow("MmaDfer.Sdk.Native", "cpp.md", "build/native/include/mmadfer.h", "build/native/include/mmadfer.hpp", "cmake/mmadfer-config.cmake", "cmake/mmadfer-config-version.cmake", "build/native/MmaDfer.Sdk.Native.targets")]
    public void HoldsWhatItIsFor(string id, params string[] files)
    {
        string[] entries = Packages.Entries(Packages.Find(id));
        CollectionAssert.IsSubsetOf((string[])[.. files, "LICENSE", "THIRD-PARTY-NOTICES.txt"], entries);
        using ZipArchive archive = ZipFile.OpenRead(Packages.Find(id));
        using var reader = new StreamReader(archive.GetEntry(id + ".nuspec")!.Open());
        string description = reader.ReadToEnd();
        StringAssert.Contains(description, "<license type=\"expression\">MIT</license>");
        StringAssert.Contains(description, $"<readme>{files[0]}</readme>");
        Assert.DoesNotContain("<dependency ", description, "the core needs nothing, the tool has it in itself");
    }

    [TestMethod]
    public void TheCLibraryIsThereForTheSystemThatItWasMadeFor()
    {
        string[] entries = Packages.Entries(Packages.Find("MmaDfer.Sdk.Native"));
        string system = Path.GetFileName(PublishedLibrary.Folder());
        Assert.IsTrue(entries.Any(e => e.StartsWith($"runtimes/{system}/native/", StringComparison.Ordinal) && e.Contains("mmadfer.", StringComparison.Ordinal)), string.Join('\n', entries));
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
