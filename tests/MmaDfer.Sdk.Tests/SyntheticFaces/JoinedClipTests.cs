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
}
