using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Sources;

[TestClass]
public sealed class VideoFileFrameSourceTests
{
    [TestMethod]
    public void FramesAreThoseOfFfmpegWithTheirTimes()
    {
        using var folder = new TemporaryFolder();
        string path = MediaFixture.VideoWithSound(folder);
        byte[] expected = RequiredTools.FfmpegOutput(
            "-i", path, "-pix_fmt", "rgb24", "-sws_flags", "bicubic+accurate_rnd+full_chroma_int", "-f", "rawvideo", "pipe:1");
        using IFrameSource source = FrameSource.Open(path);
        Assert.IsInstanceOfType<VideoFileFrameSource>(source);
        Assert.IsNull(source.FrameCount);
        var frames = SourceReading.AllFrames(source);
        Assert.HasCount(12, frames);
        for (int i = 0; i < frames.Count; i++)
        {
            Assert.AreEqual(i / 25.0, frames[i].Time.TotalSeconds, 1e-6);
            CollectionAssert.AreEqual(expected[(i * 9216)..((i + 1) * 9216)], frames[i].Rgb, $"frame {i}");
        }
    }

    [TestMethod]
    public void UnevenTimesStayAsTheyAre()
    {
        using var folder = new TemporaryFolder();
        string path = folder["uneven.mkv"];
        RequiredTools.RunFfmpeg([.. MediaFixture.Picture, "-vf", "select=not(mod(n\\,5))+eq(n\\,1)", "-fps_mode", "passthrough", "-c:v", "ffv1", path]);
        using var source = FrameSource.Open(path);
        double[] times = [.. SourceReading.AllFrames(source).Select(f => f.Time.TotalSeconds)];
        CollectionAssert.AreEqual(new[] { 0, 0.04, 0.2, 0.4 }, times);
    }

    [TestMethod]
    [DataRow("-dash.mp4")]
    [DataRow("with space 'quote' \"double\".mp4")]
    [DataRow("100%d %03d.mp4")]
    [DataRow("http:colon.mp4")]
    [DataRow("concat:a|b.mp4")]
    [DataRow("Grüße 表情 😀.mp4")]
    [DataRow("[a,b;c]=\\ $(x) `y`.mp4")]
    [DataRow("line\nbreak.mp4")]
    public void AnyNameIsOnlyAName(string name)
    {
        using var folder = new TemporaryFolder();
        string plain = MediaFixture.VideoWithSound(folder);
        float[] expected;
        using (IAudioSource before = AudioSource.Open(plain))
            expected = SourceReading.AllSamples(before);
        Assert.IsGreaterThan(1000, expected.Length);
        File.Move(plain, folder[name]);
        using (IFrameSource frames = FrameSource.Open(folder[name]))
            Assert.HasCount(12, SourceReading.AllFrames(frames));
        using IAudioSource audio = AudioSource.Open(folder[name]);
        CollectionAssert.AreEqual(expected, SourceReading.AllSamples(audio));
    }

    [TestMethod]
    [DataRow("ppm")]
    [DataRow("PGM")]
    [DataRow("tga")]
    [DataRow("jp2")]
    [DataRow("sgi")]
    [DataRow("bmp")]
    [DataRow("png")]
    [DataRow("tif")]
    [DataRow("gif")]
    [DataRow("mkv")]
    public void APercentSignIsNoPattern(string extension)
    {
        using var folder = new TemporaryFolder();
        string plain = folder["plain." + extension];
        string[] many = extension is "gif" or "mkv" ? [] : ["-frames:v", "1"];
        RequiredTools.RunFfmpeg([.. MediaFixture.Picture, .. many, plain]);
        List<(byte[] Rgb, TimeSpan Time)> expected;
        using (IFrameSource source = FrameSource.Open(plain))
            expected = [.. SourceReading.AllFrames(source).Select(f => (f.Rgb, f.Time))];
        Directory.CreateDirectory(folder["50% off"]);
        Directory.CreateDirectory(folder["%03d %*"]);
        foreach (string name in (string[])["a%d", "50% off/a", "50% off/a%02d", "%03d %*/a%%", "100%"])
        {
            string path = folder[$"{name}.{extension}"];
            File.Copy(plain, path);
            if (name == "a%d")
            {
                RequiredTools.RunFfmpeg("-f", "lavfi", "-i", "color=red:size=32x32", "-frames:v", "1", folder[$"a1.{extension}"]);
                File.Copy(folder[$"a1.{extension}"], folder[$"a2.{extension}"]);
            }
            using IFrameSource source = FrameSource.Open(path);
            var frames = SourceReading.AllFrames(source);
            Assert.HasCount(expected.Count, frames, path);
            for (int i = 0; i < frames.Count; i++)
            {
                CollectionAssert.AreEqual(expected[i].Rgb, frames[i].Rgb, $"{path}, frame {i}");
                Assert.AreEqual(expected[i].Time, frames[i].Time, path);
            }
        }
    }

    [TestMethod]
    public void RelativeNamesThatLookLikeOptionsWork()
    {
        using var folder = new TemporaryFolder();
        File.Move(MediaFixture.Video(folder), folder["-version"]);
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, folder["-version"]);
        using var source = FrameSource.Open(relative);
        Assert.HasCount(12, SourceReading.AllFrames(source));
    }

    [TestMethod]
    public void VeryLongPathsWork()
    {
        using var folder = new TemporaryFolder();
        string deep = folder[[.. Enumerable.Repeat(new string('d', 200), 8)]];
        Directory.CreateDirectory(deep);
        string path = Path.Combine(deep, "video.mp4");
        File.Move(MediaFixture.Video(folder), path);
        using var source = FrameSource.Open(path);
        Assert.HasCount(12, SourceReading.AllFrames(source));
    }

    [TestMethod]
    public void ImageNamesWithCountersMeanTheFileItself()
    {
        using var folder = new TemporaryFolder();
        RequiredTools.RunFfmpeg([.. MediaFixture.Picture, "-frames:v", "3", folder["a%d.png"]]);
        string literal = folder["a%d.png"];
        File.Copy(folder["a2.png"], literal);
        using var video = FrameSource.Open(literal);
        Assert.HasCount(1, SourceReading.AllFrames(video));
        using IFrameSource image = FrameSource.Open(literal);
        Assert.HasCount(1, SourceReading.AllFrames(image));
    }

    [TestMethod]
    public void AudioWithoutFramesIsReported()
    {
        using var folder = new TemporaryFolder();
        string path = MediaFixture.Sound(folder, "a.mp3");
        StringAssert.Contains(SourceReading.Refused(path, () => FrameSource.Open(path)).Message, "has no video track");
        Assert.IsNull(FrameSource.TryOpen(path));
    }

    [TestMethod]
    public void TheCoverOfAnAlbumIsNoVideo()
    {
        using var folder = new TemporaryFolder();
        string audioFile = MediaFixture.Sound(folder, "a.mp3");
        string album = folder["album.mp3"];
        RequiredTools.RunFfmpeg(
            ["-i", audioFile, .. MediaFixture.Picture, "-map", "0", "-map", "1", "-c:a", "copy", "-frames:v", "1", "-c:v", "mjpeg",
             "-disposition:v", "attached_pic", album]);
        Assert.IsNull(FrameSource.TryOpen(album));
    }

    [TestMethod]
    public void BadFilesAreRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] good = File.ReadAllBytes(MediaFixture.Video(folder));
        byte[] noise = new byte[5000];
        new Random(3).NextBytes(noise);
        foreach ((string name, byte[] bytes) in new (string, byte[])[]
        {
            ("empty.mp4", []),
            ("noise.mp4", noise),
            ("text.mp4", "hello, this is no video"u8.ToArray()),
            ("cut.mp4", good[..(good.Length / 2)]),
            ("head.mp4", good[..40]),
            ("list.mp4", "#EXTM3U\n/etc/passwd\n"u8.ToArray()),
            ("list2.mp4", "ffconcat version 1.0\nfile /etc/passwd\n"u8.ToArray()),
            ("script.vpy", "import os"u8.ToArray()),
        })
        {
            string path = folder.Write(name, bytes);
            SourceReading.Refused(path, () => FrameSource.Open(path).Dispose());
            SourceReading.Refused(path, () => AudioSource.TryOpen(path)?.Dispose());
        }
        SourceReading.Refused(folder["none.mp4"], () => FrameSource.Open(folder["none.mp4"]));
    }

    [TestMethod]
    public void FramesTooLargeAreRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder["large.avi"];
        RequiredTools.RunFfmpeg("-f", "lavfi", "-i", "color=size=16000x9000", "-frames:v", "1", "-c:v", "mjpeg", path);
        SourceReading.Refused(path, () => FrameSource.Open(path).Dispose());
    }

    [TestMethod]
    public void AVideoCutShortIsAnErrorAtItsEnd()
    {
        using var folder = new TemporaryFolder();
        string whole = folder["whole.mp4"];
        RequiredTools.RunFfmpeg([.. MediaFixture.Picture, "-c:v", "mpeg4", "-movflags", "faststart", whole]);
        byte[] bytes = File.ReadAllBytes(whole);
        string path = folder.Write("cut.mp4", bytes[..(bytes.Length * 3 / 4)]);
        using var source = FrameSource.Open(path);
        StringAssert.Contains(
            SourceReading.Refused(path, () => SourceReading.AllFrames(source)).Message, "is damaged or cut short after frame");
    }

    [TestMethod]
    public void DisposingHalfWayEndsTheProgram()
    {
        using var folder = new TemporaryFolder();
        string path = folder["long.mkv"];
        RequiredTools.RunFfmpeg("-f", "lavfi", "-i", "testsrc=size=320x240:rate=25:duration=10", "-c:v", "mpeg4", path);
        var source = FrameSource.Open(path);
        Assert.IsTrue(source.TryRead(out _, out _));
        source.Dispose();
        source.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => source.TryRead(out _, out _));
        Processes.AssertNoneWith(path);
    }
}
