using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Tests.Sources;

[TestClass]
public sealed class ImageFolderFrameSourceTests
{
    [TestMethod]
    public void GoldenClipsAreDecodedExactly()
    {
        RequiredTools.Ffmpeg();
        string[] clips = Directory.GetDirectories(Goldens.Path("e2e", "clip_224x224"));
        Assert.HasCount(3, clips);
        foreach (string clip in clips)
        {
            string[] files = [.. Directory.GetFiles(clip).Order(StringComparer.Ordinal)];
            using IFrameSource source = FrameSource.Open(clip);
            Assert.AreEqual(files.Length, source.FrameCount);
            var frames = SourceReading.AllFrames(source);
            Assert.HasCount(files.Length, frames);
            byte[] expected = RequiredTools.FfmpegOutput(
                "-start_number", "1", "-i", Path.Combine(clip, "%05d.png"), "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1");
            Assert.HasCount(frames.Sum(f => f.Rgb.Length), expected);
            int at = 0;
            for (int i = 0; i < files.Length; i++)
            {
                Assert.AreEqual(i / 25.0, frames[i].Time.TotalSeconds, 1e-6);
                CollectionAssert.AreEqual(expected[at..(at += frames[i].Rgb.Length)], frames[i].Rgb, files[i]);
            }
        }
    }

    [TestMethod]
    public void SizesAndKindsMayDiffer()
    {
        using var folder = new TemporaryFolder();
        RequiredTools.Ffmpeg();
        (string Name, int Width, int Height, string Format)[] files =
        [
            ("00.png", 33, 17, "rgb24"), ("01.png", 33, 17, "rgb24"), ("02.png", 17, 33, "rgb24"), ("03.png", 17, 33, "rgba"),
            ("04.png", 17, 33, "gray"), ("05.png", 20, 20, "pal8"), ("06.bmp", 21, 13, "bgr24"), ("07.bmp", 22, 13, "bgr24"),
            ("08.webp", 40, 30, "bgra"), ("09.gif", 12, 12, "pal8"), ("10.tiff", 11, 12, "rgb24"), ("11.png", 33, 17, "rgb24"),
            ("12.PNG", 1, 1, "rgb24"),
        ];
        foreach ((string name, int width, int height, string format) in files)
        {
            string[] lossless = name.EndsWith("webp", StringComparison.Ordinal) ? ["-lossless", "1"] : [];
            RequiredTools.RunFfmpeg(
                ["-f", "lavfi", "-i", $"testsrc=size={Math.Max(width, 2)}x{Math.Max(height, 2)}", "-vf", $"crop={width}:{height},format={format}",
                 "-frames:v", "1", .. lossless, "-update", "1", folder[name]]);
        }
        folder.Write("readme.txt", "no image"u8);
        folder.Write("._00.png", "no image either"u8);
        Directory.CreateDirectory(folder["sub.png"]);
        using var source = FrameSource.Open(folder.Path);
        Assert.AreEqual(files.Length, source.FrameCount);
        var frames = SourceReading.AllFrames(source);
        for (int i = 0; i < files.Length; i++)
        {
            Assert.AreEqual((files[i].Width, files[i].Height), (frames[i].Width, frames[i].Height), files[i].Name);
            CollectionAssert.AreEqual(OneByOne(folder[files[i].Name]), frames[i].Rgb, files[i].Name);
        }
    }

    [TestMethod]
    public void SkippingGivesTheSameFrames()
    {
        string clip = Goldens.Path("e2e", "clip_224x224", "00001");
        RequiredTools.Ffmpeg();
        using var all = FrameSource.Open(clip);
        var frames = SourceReading.AllFrames(all);
        int[] wanted = [1, 2, 11, 12, 25, 39];
        foreach (bool announced in new[] { false, true })
        {
            using var source = FrameSource.Open(clip);
            if (announced)
                source.Expect(wanted);
            int next = 0;
            foreach (int index in wanted)
            {
                Assert.AreEqual(index - next, source.Skip(index - next));
                Assert.IsTrue(source.TryRead(out FrameView frame, out TimeSpan time));
                Assert.AreEqual(frames[index].Time, time);
                byte[] rgb = new byte[frames[index].Rgb.Length];
                frame.CopyTo(rgb);
                CollectionAssert.AreEqual(frames[index].Rgb, rgb);
                next = index + 1;
            }
            Assert.AreEqual(0, source.Skip(1));
        }
        using var other = FrameSource.Open(clip);
        other.Expect([7, 8]);
        Assert.HasCount(40, SourceReading.AllFrames(other), "an announcement binds nobody");
    }

    [TestMethod]
    public void NamesAreOrderedAsAsked()
    {
        using var folder = new TemporaryFolder();
        foreach (int i in Enumerable.Range(0, 12).Append(100))
            folder.Write($"{i}.png", "x"u8);
        Assert.AreEqual("0 1 10 100 11 2 3 4 5 6 7 8 9", Names(FrameOrder.Ordinal));
        Assert.AreEqual("0 1 2 3 4 5 6 7 8 9 10 11 100", Names(FrameOrder.Numeric));

        string Names(FrameOrder order) =>
            string.Join(' ', ImageFolder.List(folder.Path, order).Select(Path.GetFileNameWithoutExtension));
    }

    [TestMethod]
    public void WhereNamesAndNumbersDisagreeItIsSaid()
    {
        using var folder = new TemporaryFolder();
        foreach (int i in Enumerable.Range(1, 9))
            folder.Write($"{i}.png", "x"u8);
        Assert.IsEmpty(Warnings(FrameOrder.Numeric));
        folder.Write("10.png", "x"u8);
        using (IFrameSource usual = FrameSource.Open(folder.Path))
        {
            StringAssert.Contains(usual.Warnings.Single(), "in the order of their numbers, '2.png' before '10.png'");
            CollectionAssert.AreEqual(
                Enumerable.Range(1, 10).Select(i => $"{i}.png").ToArray(), ((ImageFolderFrameSource)usual).Paths.Select(Path.GetFileName).ToArray());
        }
        StringAssert.Contains(Warnings(FrameOrder.Numeric).Single(), "(--frame-order name)");
        StringAssert.Contains(Warnings(FrameOrder.Ordinal).Single(), "(--frame-order number)");
        folder.Write("photo.HEIC", "x"u8);
        StringAssert.Contains(Warnings(FrameOrder.Numeric)[1], "1 images of unsupported formats were skipped, such as 'photo.HEIC'");

        IReadOnlyList<string> Warnings(FrameOrder order)
        {
            using var source = FrameSource.Open(folder.Path, new SourceOptions { FrameOrder = order });
            return source.Warnings;
        }
    }

    [TestMethod]
    public void NumbersOfAnyLengthAreCompared()
    {
        string[] ordered = ["a", "a1", "a01", "a2b", "a2c", "a10", "a99999999999999999999999999", "b0"];
        string[] shuffled = [.. ordered.Reverse()];
        Array.Sort(shuffled, new NumericNameComparer());
        CollectionAssert.AreEqual(new[] { "a", "a01", "a1", "a2b", "a2c", "a10", "a99999999999999999999999999", "b0" }, shuffled);
    }

    [TestMethod]
    public void FoldersWithoutImagesAreRefused()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(
            SourceReading.Refused(folder.Path, () => FrameSource.Open(folder.Path)).Message, "holds no images");
        StringAssert.Contains(
            SourceReading.Refused(folder["no"], () => FrameSource.Open(folder["no"])).Message, "does not exist");
        string file = folder.Write("a.txt", "x"u8);
        StringAssert.Contains(SourceReading.Refused(file, () => ImageFolder.List(file, FrameOrder.Numeric)).Message, "is a file");
    }

    [TestMethod]
    [DataRow("png", "cut")]
    [DataRow("png", "flip")]
    [DataRow("png", "empty")]
    [DataRow("png", "text")]
    [DataRow("png", "huge")]
    [DataRow("png", "zero")]
    [DataRow("jpg", "cut")]
    [DataRow("jpg", "tail")]
    [DataRow("jpg", "empty")]
    [DataRow("jpg", "huge")]
    [DataRow("bmp", "cut")]
    [DataRow("webp", "cut")]
    public void ADamagedFileInTheMiddleIsNamed(string extension, string damage)
    {
        using var folder = new TemporaryFolder();
        RequiredTools.RunFfmpeg(
            ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25", "-frames:v", "10", .. Codec(), "-start_number", "0", "-f", "image2", folder[$"%d.{extension}"]]);
        string bad = folder[$"5.{extension}"];
        byte[] bytes = File.ReadAllBytes(bad);
        int half = bytes.Length / 2;
        switch (damage)
        {
            case "cut":
                bytes = bytes[..half];
                break;
            case "tail":
                bytes = bytes[..^2];
                break;
            case "flip":
                bytes[half] ^= 0x55;
                break;
            case "empty":
                bytes = [];
                break;
            case "text":
                bytes = "no image at all"u8.ToArray();
                break;
            case "zero":
                bytes.AsSpan(16, 8).Clear();
                break;
            case "huge":
                int at = extension == "png" ? 16 : bytes.AsSpan().IndexOf<byte>([0xFF, 0xC0]) + 5;
                new byte[] { 0x7F, 0xFF, 0xFF, 0xFF }.CopyTo(bytes, at);
                break;
        }
        File.WriteAllBytes(bad, bytes);
        using var source = FrameSource.Open(folder.Path);
        for (int i = 0; i < 5; i++)
            Assert.IsTrue(source.TryRead(out _, out _), $"frame {i}");
        SourceReading.Refused(bad, () => source.TryRead(out _, out _));
        SourceReading.Refused(bad, () => source.TryRead(out _, out _));
        Assert.AreEqual(1, source.Skip(1));
        Assert.HasCount(4, SourceReading.AllFrames(source));

        // The default codec would put all frames into one animated file.
        string[] Codec() => extension == "webp" ? ["-c:v", "libwebp"] : [];
    }

    [TestMethod]
    public void TrailingBytesAndThumbnailsDoNotShiftFrames()
    {
        using var folder = new TemporaryFolder();
        RequiredTools.RunFfmpeg(["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25", "-frames:v", "6", folder["%d.png"]]);
        RequiredTools.RunFfmpeg(["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25", "-frames:v", "6", folder["j%d.jpg"]]);
        string[] files = ImageFolder.List(folder.Path, FrameOrder.Ordinal);
        byte[][] expected = [.. files.Select(Single)];
        foreach (string file in files)
        {
            byte[] bytes = File.ReadAllBytes(file);
            // A whole other picture as a comment or metadata, and one behind the end.
            byte[] thumbnail = File.ReadAllBytes(folder["j1.jpg"])[..Math.Min(2000, (int)new FileInfo(folder["j1.jpg"]).Length)];
            byte[] segment = [0xFF, 0xE5, (byte)((thumbnail.Length + 2) >> 8), (byte)(thumbnail.Length + 2), .. thumbnail];
            bytes = file.EndsWith("jpg", StringComparison.Ordinal) ? [.. bytes[..2], .. segment, .. bytes[2..]] : bytes;
            File.WriteAllBytes(file + ".new", [.. bytes, .. bytes, 1, 2, 3]);
        }
        foreach (string file in files)
            File.Move(file + ".new", file, overwrite: true);
        using var source = FrameSource.Open(folder.Path);
        var frames = SourceReading.AllFrames(source);
        Assert.HasCount(12, frames);
        for (int i = 0; i < 12; i++)
            CollectionAssert.AreEqual(expected[i], frames[i].Rgb, files[i]);

        static byte[] Single(string path)
        {
            using IFrameSource source = FrameSource.Open(path);
            return SourceReading.AllFrames(source).Single().Rgb;
        }
    }

    [TestMethod]
    public void DisposingHalfWayEndsTheProgram()
    {
        string clip = Goldens.Path("e2e", "clip_224x224", "00001");
        RequiredTools.Ffmpeg();
        using var folder = new TemporaryFolder();
        var source = new ImageFolderFrameSource(ImageFolder.List(clip, FrameOrder.Ordinal), 25, new FfmpegSettings());
        Assert.IsTrue(source.TryRead(out _, out _));
        source.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => source.TryRead(out _, out _));
        Processes.AssertNoZombies();
    }

    private static byte[] OneByOne(string path) =>
        RequiredTools.FfmpegOutput("-i", path, "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1");
}
