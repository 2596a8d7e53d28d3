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
    public void IsWhatTheFileSays(string package)
    {
        if (package == "MmaDfer.Sdk.Media")
            Packages.RequireOpenAl();
        string file = Path.Combine(PublishedLibrary.Root, "packaging", "api", package + ".txt");
        string[] now = PublicApi.Of(Assembly.Load(package));
        if (Environment.GetEnvironmentVariable("MMADFER_UPDATE_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, string.Join('\n', now) + "\n");
        }
        string[] before = File.ReadAllLines(file);
        string changes = string.Join('\n', (string[])[.. before.Except(now).Select(l => "- " + l), .. now.Except(before).Select(l => "+ " + l)]);
        Assert.AreEqual("", changes, $"The public API of {package} is not what {file} says; if that is meant, run this test with MMADFER_UPDATE_API=1 and commit the file.\n{changes}");
        CollectionAssert.AreEqual(before, now, "the file is not in order");
    }
}
