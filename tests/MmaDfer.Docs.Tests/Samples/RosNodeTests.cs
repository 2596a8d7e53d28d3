using System.Globalization;
using System.Text.RegularExpressions;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Tests.Published;

namespace MmaDfer.Docs.Tests.Samples;

/// <summary>The node of docs/ros2.md at work, with the published library and as much of ROS 2 as it uses.</summary>
[TestClass]
public sealed class RosNodeTests
{
    [TestMethod]
    public void ItPublishesTheReadingsOfEachFace()
    {
        using var folder = new TemporaryFolder();
        string library = Path.Combine(PublishedLibrary.Folder(), "lib"), ros = Path.Combine(Documents.Root, "tests", "MmaDfer.Docs.Tests", "StandIns", "ros");
        File.WriteAllText(folder["node.cpp"], Documents.Blocks.Single(b => b.File == "docs/ros2.md" && b.Language == "cpp").Code);
        Tool.Succeed(Tool.Installed("g++"),
        [
            .. Tool.Strict, "-std=c++17", "-I", PublishedLibrary.Headers, "-isystem", ros, folder["node.cpp"], Path.Combine(ros, "stage.cpp"),
            "-o", folder["node"], "-L", library, "-lmmadfer", "-Wl,-rpath," + library,
        ]);
        // Two people side by side, on grey: one is happy, one is surprised.
        const int Size = 96, Width = 320, Height = 160;
        var generator = new ClipGenerator(new ClipSettings { FramesPerSecond = 25, Seed = 13, Size = Size });
        byte[][][] clips =
        [
            .. ((Emotion[])[Emotion.Happiness, Emotion.Surprise]).Select((emotion, person) => Enumerable.Range(0, 3)
                .SelectMany(i => generator.Generate(new ClipRecipe(200000 + (10 * person) + i, emotion, 2000 + person)).Frames).ToArray()),
        ];
        using (FileStream pictures = File.Create(folder["pictures"]))
        {
            byte[] picture = new byte[3 * Width * Height];
            picture.AsSpan().Fill(128);
            for (int frame = 0; frame < clips.Min(c => c.Length); frame++)
            {
                for (int person = 0; person < 2; person++)
                {
                    for (int row = 0; row < Size; row++)
                        clips[person][frame].AsSpan(3 * Size * row, 3 * Size).CopyTo(picture.AsSpan(3 * (((row + 32) * Width) + 32 + (160 * person))));
                }
                pictures.Write(picture);
            }
        }

        (int code, string output, string error) = Tool.Run(
            folder["node"], [], ("PARAMETER_model", AfraidPlayer.Model), ("PARAMETER_face_model", FaceModels.Path(FaceModels.BlazeFace)),
            ("PICTURES", folder["pictures"]), ("WIDTH", $"{Width}"), ("HEIGHT", $"{Height}"));

        Assert.AreEqual(0, code, error);
        string[] answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // Who was found first comes first; on a busy machine, a face that is found again has another number.
        StringAssert.Matches(answers[^1], new Regex(@"^tracked(\|mmadfer\d+){1,2}$"), output + error);
        foreach (string answer in answers[..^1])
        {
            string[] fields = answer.Split('|');
            StringAssert.Matches(fields[0], new Regex(@"^/humans/faces/mmadfer\d+/expression$"));
            Assert.AreEqual($"face_{fields[0].Split('/')[3]}", fields[1]);
            Assert.IsInRange(-1, 1, float.Parse(fields[3], CultureInfo.InvariantCulture));
            Assert.IsInRange(-1, 1, float.Parse(fields[4], CultureInfo.InvariantCulture));
            Assert.IsInRange(0.2f, 1, float.Parse(fields[5], CultureInfo.InvariantCulture));
        }
        // Each has a topic of their own, and their own emotion on it.
        string[] words = [.. answers[..^1].GroupBy(a => a.Split('|')[0]).Select(g => g.Last().Split('|')[2]).Distinct().Order()];
        CollectionAssert.AreEqual(new[] { "happy", "surprised" }, words, output);
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
