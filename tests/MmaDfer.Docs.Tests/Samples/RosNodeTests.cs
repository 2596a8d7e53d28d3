using System.Globalization;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Docs.Tests.Samples;

/// <summary>The node of docs/ros2.md at work, with the published library and as much of ROS 2 as it uses.</summary>
[TestClass]
public sealed class RosNodeTests
{
    [TestMethod]
    public void ItPublishesItsReadings()
    {
        using var folder = new TemporaryFolder();
        string library = Path.Combine(PublishedLibrary.Folder(), "lib"), ros = Path.Combine(Documents.Root, "tests", "MmaDfer.Docs.Tests", "StandIns", "ros");
        File.WriteAllText(folder["node.cpp"], Documents.Blocks.Single(b => b.File == "docs/ros2.md" && b.Language == "cpp").Code);
        Tool.Succeed(Tool.Installed("g++"),
        [
            .. Tool.Strict, "-std=c++17", "-I", PublishedLibrary.Headers, "-isystem", ros, folder["node.cpp"], Path.Combine(ros, "stage.cpp"),
            "-o", folder["node"], "-L", library, "-lmmadfer", "-Wl,-rpath," + library,
        ]);
        const int Size = 96;
        var generator = new ClipGenerator(new ClipSettings { FramesPerSecond = 25, Seed = 13, Size = Size });
        byte[] frames = [.. Enumerable.Range(0, 3).SelectMany(i => generator.Generate(new ClipRecipe(200000 + i, Emotion.Happiness, 2000)).Frames).SelectMany(f => f)];
        File.WriteAllBytes(folder["pictures"], frames);

        (int code, string output, string error) = Tool.Run(
            folder["node"], [], ("PARAMETER_model", AfraidPlayer.Model), ("PARAMETER_face_model", ""), ("PICTURES", folder["pictures"]), ("SIZE", Size.ToString(CultureInfo.InvariantCulture)));

        Assert.AreEqual(0, code, error);
        string[] answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.IsGreaterThanOrEqualTo(3, answers.Length, error);
        foreach (string answer in answers)
        {
            string[] fields = answer.Split('|');
            Assert.AreEqual("face_mmadfer", fields[0]);
            Assert.AreEqual("happy", fields[1], output);
            Assert.IsInRange(0, 1, float.Parse(fields[2], CultureInfo.InvariantCulture));
            Assert.IsInRange(0, 1, float.Parse(fields[3], CultureInfo.InvariantCulture));
            Assert.IsInRange(0.3f, 1, float.Parse(fields[4], CultureInfo.InvariantCulture));
        }
    }

    [TestMethod]
    public void AModelThatIsNotThereIsOneSentence()
    {
        using var folder = new TemporaryFolder();
        string library = Path.Combine(PublishedLibrary.Folder(), "lib"), ros = Path.Combine(Documents.Root, "tests", "MmaDfer.Docs.Tests", "StandIns", "ros");
        File.WriteAllText(folder["node.cpp"], Documents.Blocks.Single(b => b.File == "docs/ros2.md" && b.Language == "cpp").Code);
        Tool.Succeed(Tool.Installed("g++"), ["-std=c++17", "-I", PublishedLibrary.Headers, "-isystem", ros, folder["node.cpp"], Path.Combine(ros, "stage.cpp"), "-o", folder["node"], "-L", library, "-lmmadfer", "-Wl,-rpath," + library]);
        (int code, _, string error) = Tool.Run(folder["node"], [], ("PARAMETER_model", folder["none.safetensors"]));
        Assert.AreEqual(0, code);
        StringAssert.StartsWith(error, "mood: ");
        StringAssert.Contains(error, "none.safetensors");
    }
}
