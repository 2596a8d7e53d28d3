using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Sources;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training.Data;

[TestClass]
public sealed class OpenClipTests
{
    [TestMethod]
    public void AFileForBothMayLackFramesOrAudio()
    {
        using var folder = new TemporaryFolder();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, 4);
        using (OpenClip face = OpenClip.Open(clip with { AudioPath = clip.FramesPath }))
            Assert.IsTrue(face is { Frames: not null, Audio: null });
        using (OpenClip audio = OpenClip.Open(clip with { FramesPath = clip.AudioPath }))
            Assert.IsTrue(audio is { Frames: null, Audio: not null });
        using (OpenClip both = OpenClip.Open(clip))
            Assert.IsTrue(both is { Frames: not null, Audio: not null });
        using (OpenClip one = OpenClip.Open(clip, audio: false))
            Assert.IsTrue(one is { Frames: not null, Audio: null });
        Assert.ThrowsExactly<MediaException>(() => OpenClip.Open(clip with { FramesPath = folder["none"] }));
        Assert.ThrowsExactly<MediaException>(() => OpenClip.Open(clip with { FramesPath = folder["none"], AudioPath = folder["none"] }));
        string text = folder.Write("x.txt", "no clip"u8);
        Assert.ThrowsExactly<MediaException>(() => OpenClip.Open(clip with { FramesPath = text, AudioPath = text }));
    }

    [TestMethod]
    public void AVideoWithAudioGivesBoth()
    {
        using var folder = new TemporaryFolder();
        string path = MediaFixture.VideoWithSound(folder);
        using OpenClip both = OpenClip.Open(new LabeledClip("v", 0, path, path));
        Assert.IsTrue(both is { Frames: not null, Audio: not null });
    }

    [TestMethod]
    [DataRow(null, null, 0, 20)]
    [DataRow(0.2, null, 5, 20)]
    [DataRow(null, 0.2, 0, 5)]
    [DataRow(0.1, 0.5, 3, 13)]
    [DataRow(0.2005, 0.4, 5, 10)]
    public void APartContainsExactlyItsFrames(double? start, double? end, int first, int last)
    {
        using var folder = new TemporaryFolder();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, 20);
        List<byte[]> all = Frames(clip), part = Frames(clip with { Start = Time(start), End = Time(end) });
        Assert.HasCount(last - first, part);
        for (int i = first; i < last; i++)
            CollectionAssert.AreEqual(all[i], part[i - first]);
    }

    [TestMethod]
    public void APartWithinAHeldFrameContainsIt()
    {
        using var folder = new TemporaryFolder();
        string path = folder["held.mkv"];
        RequiredTools.RunFfmpeg(
            "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=6", "-vf", "select='not(between(t,1.05,4.95))'", "-fps_mode", "passthrough",
            "-c:v", "ffv1", path);
        var clip = new LabeledClip("held", 0, path, null) { Start = Time(2), End = Time(4) };
        List<byte[]> all = Frames(clip with { Start = null, End = null }), part = Frames(clip);
        Assert.HasCount(21, all);
        Assert.HasCount(20, part);
        foreach (byte[] frame in part)
            CollectionAssert.AreEqual(all[10], frame);
    }

    [TestMethod]
    [DataRow(null, null, 0, 8000)]
    [DataRow(0.25, 0.75, 2000, 6000)]
    [DataRow(0.5, null, 4000, 8000)]
    [DataRow(null, 0.0001, 0, 1)]
    [DataRow(0.1, 9.0, 800, 8000)]
    [DataRow(2.0, 3.0, 8000, 8000)]
    public void APartContainsExactlyItsSamples(double? start, double? end, int first, int last)
    {
        using var folder = new TemporaryFolder();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, 1);
        float[] all = Samples(clip, 999, out _);
        Assert.HasCount(8000, all);
        foreach (int atOnce in (int[])[8192, 999, 1])
        {
            float[] part = Samples(clip with { Start = Time(start), End = Time(end) }, atOnce, out TimeSpan time);
            CollectionAssert.AreEqual(all[first..last], part, $"{atOnce} at once");
            if (part.Length > 0)
                Assert.AreEqual(first / 8000.0, time.TotalSeconds, 1e-6);
        }
    }

    [TestMethod]
    public void TheFrameLimitUsesTheFirstImagesOfAFolder()
    {
        using var folder = new TemporaryFolder();
        RequiredTools.RunFfmpeg("-f", "lavfi", "-i", "testsrc=size=32x24:rate=25:duration=0.4", folder["%d.png"]);
        var clip = new LabeledClip("f", 0, folder.Path, null) { FrameLimit = 6, FrameOrder = FrameOrder.Ordinal };
        Assert.HasCount(6, Frames(clip));
        Assert.HasCount(10, Frames(clip with { FrameLimit = null }));
        Assert.HasCount(2, Frames(clip with { Start = TimeSpan.FromSeconds(0.16) }));
        CollectionAssert.AreEqual(
            Frames(clip with { FrameLimit = 2, FrameOrder = FrameOrder.Numeric })[1], Frames(clip with { FrameLimit = 3 })[2], "1, 10, 2");
        StringAssert.Contains(
            Assert.ThrowsExactly<MediaException>(() => Frames(clip with { FrameLimit = 11 })).Message, "holds 10 images, but the list says 11");
        StringAssert.Contains(
            Assert.ThrowsExactly<MediaException>(() => Frames(clip with { Start = TimeSpan.FromSeconds(7) })).Message, "no images from 7 to the end");
    }

    [TestMethod]
    public void APartAfterTheEndIsNamed()
    {
        using var folder = new TemporaryFolder();
        LabeledClip clip = TestClips.WriteNoise(folder, "x", 0, 4) with { Start = TimeSpan.FromSeconds(5) };
        using OpenClip open = OpenClip.Open(clip, audio: false);
        string message = Assert.ThrowsExactly<MediaException>(() => ClipReader.Read(open.Frames, null, 32, false, default)).Message;
        StringAssert.Contains(message, "x.y4m' from 5 to the end has no frames");
    }

    private static TimeSpan? Time(double? seconds) => seconds is double s ? TimeSpan.FromSeconds(s) : null;

    private static List<byte[]> Frames(LabeledClip clip)
    {
        using OpenClip open = OpenClip.Open(clip, audio: false);
        var frames = new List<byte[]>();
        while (open.Frames!.TryRead(out FrameView frame, out _))
        {
            byte[] rgb = new byte[3 * frame.Width * frame.Height];
            frame.CopyTo(rgb);
            frames.Add(rgb);
        }
        return frames;
    }

    private static float[] Samples(LabeledClip clip, int atOnce, out TimeSpan start)
    {
        using OpenClip open = OpenClip.Open(clip, frames: false);
        var samples = new List<float>();
        float[] buffer = new float[atOnce];
        start = default;
        while (open.Audio!.Read(buffer, out TimeSpan time) is > 0 and int read)
        {
            if (samples.Count == 0)
                start = time;
            samples.AddRange(buffer[..read]);
        }
        return [.. samples];
    }
}
