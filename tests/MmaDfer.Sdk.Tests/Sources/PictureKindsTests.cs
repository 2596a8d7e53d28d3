using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Decoding;
using MmaDfer.Sdk.Tests.Sources.Decoding;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>Pictures come as a screen shows them, and damage is told.</summary>
[TestClass]
public sealed class PictureKindsTests
{
    [TestMethod]
    [DataRow("2/1", 128, 48)]
    [DataRow("1/2", 64, 96)]
    [DataRow("16/15", 68, 48)]
    [DataRow("1/1", 64, 48)]
    public void PixelsAreSquare(string aspect, int width, int height)
    {
        using var folder = new TemporaryFolder();
        string path = folder["wide.mp4"];
        RequiredTools.RunFfmpeg([.. MediaFixture.Picture, "-vf", "setsar=" + aspect, "-c:v", "libx264", "-pix_fmt", "yuv420p", path]);
        using IFrameSource source = FrameSource.Open(path);
        List<(byte[] Rgb, int Width, int Height, TimeSpan Time)> frames = SourceReading.AllFrames(source);
        Assert.HasCount(12, frames);
        Assert.AreEqual((width, height), (frames[0].Width, frames[0].Height));
    }

    [TestMethod]
    // Codes of diffuse white, of 10 bits from 64 to 940: 203 cd/m² in PQ, three quarters in HLG.
    [DataRow("smpte2084", 572)]
    [DataRow("arib-std-b67", 721)]
    public void WhiteOfHdrIsWhite(string transfer, int white)
    {
        using var folder = new TemporaryFolder();
        string path = folder["hdr.mkv"];
        RequiredTools.RunFfmpeg(
            "-f", "lavfi", "-i", $"color=size=32x32:rate=10:duration=0.5,format=yuv420p10le,lutyuv=y={white}:u=512:v=512", "-c:v", "ffv1",
            "-color_trc", transfer, "-color_primaries", "bt2020", "-colorspace", "bt2020nc", "-color_range", "tv", path);
        using IFrameSource source = FrameSource.Open(path);
        byte[] pixels = SourceReading.AllFrames(source)[^1].Rgb;
        foreach (byte value in pixels)
            Assert.AreEqual(245, value, 10);
        StringAssert.Contains(source.Warnings.Single(), "HDR");
    }

    [TestMethod]
    public void HdrWithoutTheFilterForItIsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = MediaFixture.Video(folder);
        string dump = "[info] Input #0, mov,mp4, from '\"'\"'x'\"'\"':\\n[info]   Stream #0:0: Video: hevc, yuv420p10le(tv, bt2020nc/bt2020/smpte2084), 2x1\\n[info] Stream mapping:\\n";
        string program = FakeFfmpeg.EachStart(
            folder,
            $"printf '{dump}' >&2; printf 'P6\\n2 1\\n255\\nabcdef'",
            $"printf '{dump}' >&2; echo \"[error] No such filter: 'zscale'\" >&2; exit 1");
        MediaException e = Assert.ThrowsExactly<MediaException>(() => VideoFileFrameSource.TryOpen(path, new FfmpegSettings(program))?.Dispose());
        StringAssert.Contains(e.Message, "HDR");
        StringAssert.Contains(e.Message, "zscale");
    }

    [TestMethod]
    public void DamageInTheMiddleIsAWarning()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(MediaFixture.VideoWithSound(folder, "whole.mkv"));
        new Random(5).NextBytes(bytes.AsSpan(bytes.Length / 2, 200));
        string path = folder.Write("damaged.mkv", bytes);
        using IFrameSource frames = FrameSource.Open(path);
        // Of the frames before the damage in the middle, at most the last few are held back.
        Assert.IsInRange(3, 12, SourceReading.AllFrames(frames).Count);
        string warning = frames.Warnings.Single();
        StringAssert.Contains(warning, "is damaged");
        StringAssert.Contains(warning, MediaFile.Quote(path));
    }

    [TestMethod]
    [DataRow("a.mkv")]
    [DataRow("a.mp4")]
    [DataRow("a.ts")]
    [DataRow("a.avi")]
    [DataRow("a.flv")]
    public void IntactFilesHaveNoWarnings(string name)
    {
        using var folder = new TemporaryFolder();
        string path = MediaFixture.VideoWithSound(folder, name);
        using IFrameSource frames = FrameSource.Open(path);
        using IAudioSource audio = AudioSource.Open(path);
        Assert.HasCount(12, SourceReading.AllFrames(frames));
        Assert.IsGreaterThan(10_000, SourceReading.AllSamples(audio).Length);
        Assert.IsEmpty(frames.Warnings);
        Assert.IsEmpty(audio.Warnings);
    }
}
