using MmaDfer.Sdk;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Packaging.Tests;

/// <summary>What others may rely on changes on purpose only.</summary>
[TestClass]
public sealed class PublicApiTests
{
    /// <summary>MMADFER_UPDATE_API=1 writes the file anew.</summary>
    [TestMethod]
    public void IsWhatTheFileSays()
    {
        string file = Path.Combine(PublishedLibrary.Root, "packaging", "api", "MmaDfer.Sdk.txt");
        string[] now = PublicApi.Of(typeof(EmotionRecognizer).Assembly);
        if (Environment.GetEnvironmentVariable("MMADFER_UPDATE_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, string.Join('\n', now) + "\n");
        }
        string[] before = File.ReadAllLines(file);
        string changes = string.Join('\n', (string[])[.. before.Except(now).Select(l => "- " + l), .. now.Except(before).Select(l => "+ " + l)]);
        Assert.AreEqual("", changes, $"The public API of MmaDfer.Sdk is not what {file} says; if that is meant, run this test with MMADFER_UPDATE_API=1 and commit the file.\n{changes}");
        CollectionAssert.AreEqual(before, now, "the file is not in order");
    }
}
