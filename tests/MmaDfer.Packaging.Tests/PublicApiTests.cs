using System.Reflection;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Packaging.Tests;

/// <summary>What others may rely on changes on purpose only.</summary>
[TestClass]
public sealed class PublicApiTests
{
    /// <summary>MMADFER_UPDATE_API=1 writes the file anew.</summary>
    [TestMethod]
    [DataRow("MmaDfer.Sdk")]
    [DataRow("MmaDfer.Sdk.Training")]
    [DataRow("MmaDfer.Sdk.TorchSharp")]
    [DataRow("MmaDfer.Sdk.Media")]
    public void EqualsTheBaseline(string package)
    {
        string file = Path.Combine(PublishedLibrary.Root, "packaging", "api", package + ".txt");
        string[] now = PublicApi.Of(Assembly.Load(package)), before = File.Exists(file) ? File.ReadAllLines(file) : [];
        // Without Silk.NET's OpenAL these types are not compiled: their lines in the file stay unchecked.
        string[] notCompiled = package == "MmaDfer.Sdk.Media" && !Packages.HasOpenAl ? [.. before.Where(l => l.StartsWith("MmaDfer.Sdk.Media.OpenAl", StringComparison.Ordinal))] : [];
        now = [.. now.Concat(notCompiled).Order(StringComparer.Ordinal)];
        if (Environment.GetEnvironmentVariable("MMADFER_UPDATE_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, string.Join('\n', now) + "\n");
            before = now;
        }
        string changes = string.Join('\n', (string[])[.. before.Except(now).Select(l => "- " + l), .. now.Except(before).Select(l => "+ " + l)]);
        Assert.AreEqual("", changes, $"The public API of {package} is not what {file} says; if that is meant, run this test with MMADFER_UPDATE_API=1 and commit the file.\n{changes}");
        CollectionAssert.AreEqual(before, now, "the file is not in order");
    }

    /// <summary>A core that can be learned: what games do not need belongs to the other packages.</summary>
    [TestMethod]
    public void TheCoreStaysSmall()
    {
        int types = Assembly.Load("MmaDfer.Sdk").GetExportedTypes().Length;
        Assert.IsLessThanOrEqualTo(70, types);
        string architecture = File.ReadAllText(Path.Combine(PublishedLibrary.Root, "docs", "architecture.md"));
        Assert.IsTrue(architecture.Contains($"The core has {types} public types.", StringComparison.Ordinal), $"docs/architecture.md does not say that there are {types}.");
    }
}
