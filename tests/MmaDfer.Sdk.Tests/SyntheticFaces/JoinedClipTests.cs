using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Files;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Sources;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

[TestClass]
public sealed class JoinedClipTests
{
    private static readonly ClipSettings s_settings = new() { Size = 32, FirstIdentity = 30 };

    [TestMethod]
    public void ClipsFollowEachOtherWithAnEmotionForTwoOfThem()
    {
        using var folder = new TemporaryFolder();
        JoinedClip.Write(folder["long"], s_settings, 5);
        using var frames = new Y4mFrameSource(folder["long.y4m"]);
        Assert.AreEqual(5 * 16, frames.FrameCount);
        using IAudioSource audio = AudioSource.Open(folder["long.wav"]);
        float[] samples = SourceReading.AllSamples(audio);
        Assert.HasCount(5 * 32_000, samples);
        Emotion[] emotions = [.. Enumerable.Range(0, 5).Select(i => JoinedClip.EmotionOf(s_settings, i))];
        Assert.AreEqual(emotions[0], emotions[1]);
        Assert.AreEqual(emotions[2], emotions[3]);
        Assert.HasCount(3, emotions.Distinct());
        SyntheticClip last = new ClipGenerator(s_settings).Generate(new ClipRecipe(4, emotions[4], 30));
        CollectionAssert.AreEqual(last.Samples.Select(s => s / 32768f).ToArray(), samples[^32_000..]);
    }

    [TestMethod]
    public void TheListSaysWhatIsShownWhen()
    {
        using var folder = new TemporaryFolder();
        JoinedClip.Write(folder["long"], s_settings, 3);
        string[] lines = File.ReadAllLines(folder["long.csv"]);
        Assert.AreEqual("path,start,end,label,person,audio", lines[0]);
        Assert.AreEqual($"long.y4m,4,6,{EmotionTable.Label(JoinedClip.EmotionOf(s_settings, 2))},30,long.wav", lines[3]);
        Assert.HasCount(4, lines);
    }

    [TestMethod]
    public void OneEmotionCanBeAskedFor()
    {
        using StringWriter output = new(), error = new();
        using var folder = new TemporaryFolder();
        Assert.AreEqual(0, Program.Run(["--join", folder["sad"], "--clips", "3", "--size", "32", "--emotion", "sadness"], output, error));
        Assert.HasCount(3, File.ReadAllLines(folder["sad.csv"]).Where(l => l.Contains(",sadness,", StringComparison.Ordinal)));
        Assert.AreEqual(2, Program.Run(["--join", folder["sad"], "--emotion", "sad"], output, error));
        StringAssert.Contains(error.ToString(), "--emotion sad: one of happiness, sadness,");
    }

    [TestMethod]
    public void AMarginSurroundsTheSameFace()
    {
        using var folder = new TemporaryFolder();
        JoinedClip.Write(folder["tight"], s_settings, 1);
        JoinedClip.Write(folder["wide"], s_settings, 1, margin: 8);
        using var tight = new Y4mFrameSource(folder["tight.y4m"]);
        using var wide = new Y4mFrameSource(folder["wide.y4m"]);
        byte[] face = SourceReading.AllFrames(tight)[0].Rgb;
        (byte[] room, int width, int height, _) = SourceReading.AllFrames(wide)[0];
        Assert.AreEqual((48, 48), (width, height));
        for (int y = 0; y < 48; y++)
        {
            for (int x = 0; x < 48; x++)
            {
                bool inside = x is >= 8 and < 40 && y is >= 8 and < 40;
                Assert.AreEqual(inside ? face[3 * (32 * (y - 8) + x - 8) + 1] : 128, room[3 * (48 * y + x) + 1], 1.0, $"{x}, {y}");
            }
        }
    }
}
