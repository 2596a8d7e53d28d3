using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Sources;

[TestClass]
public sealed class Y4mFrameSourceTests
{
    [TestMethod]
    [DataRow("", 7 * 5 + (2 * 4 * 3))]
    [DataRow(" C420", 7 * 5 + (2 * 4 * 3))]
    [DataRow(" C420jpeg", 7 * 5 + (2 * 4 * 3))]
    [DataRow(" C420mpeg2", 7 * 5 + (2 * 4 * 3))]
    [DataRow(" C420paldv", 7 * 5 + (2 * 4 * 3))]
    [DataRow(" C422", 7 * 5 + (2 * 4 * 5))]
    [DataRow(" C444", 7 * 5 * 3)]
    [DataRow(" Cmono", 7 * 5)]
    public void EveryKindIsConvertedLikeItsPixels(string chroma, int bytes)
    {
        foreach (string range in new[] { "", " XCOLORRANGE=FULL", " XCOLORRANGE=LIMITED" })
        {
            byte[] planes = new byte[bytes];
            new Random(1).NextBytes(planes);
            byte[] file = [.. Encoding.ASCII.GetBytes($"YUV4MPEG2 W7 H5 F30000:1001 Ip A1:1{chroma}{range}\nFRAME\n"), .. planes];
            using var source = new Y4mFrameSource(new MemoryStream(file));
            Assert.AreEqual(1, source.FrameCount);
            byte[] rgb = SourceReading.AllFrames(source)[0].Rgb;
            bool mono = chroma == " Cmono";
            bool full = range.EndsWith("FULL", StringComparison.Ordinal) || (mono && range.Length == 0);
            for (int y = 0; y < 5; y++)
            {
                for (int x = 0; x < 7; x++)
                {
                    int width = chroma == " C444" ? 7 : 4;
                    int height = chroma is " C444" or " C422" ? 5 : 3;
                    int at = (y * height / 5 * width) + (width == 7 ? x : x / 2);
                    if (height == 3)
                        at = (y / 2 * width) + (x / 2);
                    double u = mono ? 128 : planes[35 + at];
                    double v = mono ? 128 : planes[35 + (width * height) + at];
                    double luma = full ? planes[(7 * y) + x] : (planes[(7 * y) + x] - 16) * 255.0 / 219;
                    double scale = full ? 1 : 255.0 / 224;
                    double red = Math.Clamp(luma + (1.402 * scale * (v - 128)), 0, 255);
                    double blue = Math.Clamp(luma + (1.772 * scale * (u - 128)), 0, 255);
                    Assert.AreEqual(red, rgb[3 * ((7 * y) + x)], 0.51, $"{chroma}{range} {x},{y}");
                    Assert.AreEqual(blue, rgb[(3 * ((7 * y) + x)) + 2], 0.51, $"{chroma}{range} {x},{y}");
                }
            }
        }
    }

    [TestMethod]
    public void TimesFollowTheRateAndSkippingCosts()
    {
        using var source = new Y4mFrameSource(new MemoryStream(File("YUV4MPEG2 W2 H2 F30000:1001 Cmono\n", 40, 4)));
        Assert.AreEqual(40, source.FrameCount);
        Assert.AreEqual(30, source.Skip(30));
        Assert.IsTrue(source.TryRead(out FrameView frame, out TimeSpan time));
        Assert.AreEqual(30, frame.Pixels[0]);
        Assert.AreEqual(1.001, time.TotalSeconds, 1e-6);
        Assert.AreEqual(9, source.Skip(100));
        Assert.IsFalse(source.TryRead(out _, out _));
    }

    [TestMethod]
    public void FrameParametersAreTolerated()
    {
        byte[] file = "YUV4MPEG2 H1 W1 F25:1 Cmono\nFRAME Ip\nAFRAME\nBFRAME XSOMETHING\nC"u8.ToArray();
        using var source = new Y4mFrameSource(new MemoryStream(file));
        Assert.AreEqual(3, source.FrameCount);
        CollectionAssert.AreEqual("ABC"u8.ToArray(), SourceReading.AllFrames(source).Select(f => f.Rgb[0]).ToArray());
    }

    [TestMethod]
    public void AStreamThatCannotSeekIsReadToItsEnd()
    {
        using var source = new Y4mFrameSource(new OneWayStream(File("YUV4MPEG2 W2 H2 Cmono\n", 3, 4)));
        Assert.IsNull(source.FrameCount);
        Assert.AreEqual(1, source.Skip(1));
        Assert.HasCount(2, SourceReading.AllFrames(source));
        using var cut = new Y4mFrameSource(new OneWayStream(File("YUV4MPEG2 W2 H2 Cmono\n", 3, 4)[..^1]), "The cut");
        Assert.AreEqual(2, cut.Skip(2));
        Assert.AreEqual(
            "The cut is cut short: frame 3 has 3 of its 4 bytes.",
            Assert.ThrowsExactly<MediaException>(() => cut.TryRead(out _, out _)).Message);
    }

    [TestMethod]
    [DataRow("", "is empty")]
    [DataRow("RIFF", "is not a Y4M file")]
    [DataRow("YUV4MPEG2", "is not a Y4M file")]
    [DataRow("YUV4MPEG2 W2 H2\n", "holds no frames")]
    [DataRow("YUV4MPEG2 H2\nFRAME\n", "no width")]
    [DataRow("YUV4MPEG2 W99999999999 H2\nFRAME\n", "the width in its Y4M header is 99999999999")]
    [DataRow("YUV4MPEG2 W-2 H2\nFRAME\n", "the width in its Y4M header is -2")]
    [DataRow("YUV4MPEG2 W2 H0\nFRAME\n", "the height in its Y4M header is 0")]
    [DataRow("YUV4MPEG2 W16384 H16384\nFRAME\n", "too large")]
    [DataRow("YUV4MPEG2 W5000 H5000 C444\nFRAME\n", "frame 1 has 0 of its 75000000 bytes")]
    [DataRow("YUV4MPEG2 W2 H2 C420p10\nFRAME\n123456", "C420p10 are not read")]
    [DataRow("YUV4MPEG2 W2 H2 F0:1\nFRAME\n123456", "frame rate")]
    [DataRow("YUV4MPEG2 W2 H2 Fx\nFRAME\n123456", "frame rate")]
    [DataRow("YUV4MPEG2 W2 H2\nFRAME\n123456FRAME\n123", "frame 2 has 3 of its 6 bytes")]
    [DataRow("YUV4MPEG2 W2 H2\nFRAME\n123456FRA", "missing before frame 2")]
    [DataRow("YUV4MPEG2 W2 H2\nFRAMES\n123456", "missing before frame 1")]
    public void BadFilesAreRefused(string content, string why)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("bad.y4m", Encoding.ASCII.GetBytes(content));
        MediaException e = SourceReading.Refused(path, () => new Y4mFrameSource(path).Dispose());
        StringAssert.Contains(e.Message, why);
    }

    [TestMethod]
    [DataRow(12)]
    [DataRow(8)]
    [DataRow(4)]
    public void AFileWithoutPlaneLayoutIsRefusedWithARemedy(int frameBytes)
    {
        byte[] file = File("YUV4MPEG2 W2 H2 F25:1\n", 2, frameBytes);
        MediaException e = Assert.ThrowsExactly<MediaException>(() => new Y4mFrameSource(new MemoryStream(file)));
        StringAssert.Contains(e.Message, "so 4:2:0 was taken: if they are others, write C444, C422 or Cmono into it");
    }

    [TestMethod]
    public void ADamagedFrameInTheMiddleIsNamed()
    {
        byte[] file = File("YUV4MPEG2 W2 H2 Cmono\n", 3, 4);
        file[^10] = (byte)'X';
        StringAssert.Contains(
            Assert.ThrowsExactly<MediaException>(() => new Y4mFrameSource(new MemoryStream(file))).Message, "before frame 3");
        using var source = new Y4mFrameSource(new OneWayStream(file));
        Assert.AreEqual(2, source.Skip(2));
        StringAssert.Contains(Assert.ThrowsExactly<MediaException>(() => source.TryRead(out _, out _)).Message, "before frame 3");
    }

    [TestMethod]
    public void EveryCutAndEveryFlippedByteIsRefusedOrRead()
    {
        byte[] file = File("YUV4MPEG2 W2 H2 F25:1 C420jpeg\n", 2, 6);
        int refused = 0;
        for (int i = 0; i < file.Length; i++)
        {
            byte[] bad = [.. file];
            bad[i] ^= 0x11;
            foreach (byte[] bytes in new[] { file[..i], bad })
            {
                try
                {
                    using var source = new Y4mFrameSource(new MemoryStream(bytes));
                    SourceReading.AllFrames(source);
                    bool wholeFrames = bytes.Length == file.Length || bytes.Length == file.Length - "FRAME\n".Length - 6;
                    Assert.IsTrue(wholeFrames, $"cut at {i}");
                }
                catch (MediaException)
                {
                    refused++;
                }
            }
        }
        // All cuts but one are, and of the flipped bytes those of both headers' magic words.
        Assert.IsGreaterThan(file.Length + 12, refused);
    }

    [TestMethod]
    public void ReadingAllocatesNothing()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.y4m", File("YUV4MPEG2 W2 H2 C444\n", 200, 12));
        using var source = new Y4mFrameSource(path);
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 8; i++)
            {
                Assert.IsTrue(source.TryRead(out _, out _));
                source.Skip(1);
            }
        }));
    }

    [TestMethod]
    public void UseAfterDisposalIsAMistake()
    {
        var source = new Y4mFrameSource(new MemoryStream(File("YUV4MPEG2 W2 H2 Cmono\n", 3, 4)));
        source.Dispose();
        source.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => source.TryRead(out _, out _));
    }

    [TestMethod]
    public void MissingFilesAndFoldersAreNamed()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(SourceReading.Refused(folder["no.y4m"], () => new Y4mFrameSource(folder["no.y4m"])).Message, "does not exist");
        StringAssert.Contains(SourceReading.Refused(folder["no", "no.y4m"], () => new Y4mFrameSource(folder["no", "no.y4m"])).Message, "does not exist");
        StringAssert.Contains(SourceReading.Refused(folder.Path, () => new Y4mFrameSource(folder.Path)).Message, "is a folder");
        string longName = folder[new string('x', 300) + ".y4m"];
        SourceReading.Refused(longName, () => new Y4mFrameSource(longName));
        string hostile = folder["a\nb\0c.y4m"];
        SourceReading.Refused(hostile, () => new Y4mFrameSource(hostile));
        Assert.ThrowsExactly<MediaException>(() => new Y4mFrameSource(""));
        Assert.ThrowsExactly<ArgumentNullException>(() => new Y4mFrameSource((string)null!));
    }

    private static byte[] File(string header, int frames, int frameBytes)
    {
        var bytes = new List<byte>(Encoding.ASCII.GetBytes(header));
        for (int i = 0; i < frames; i++)
        {
            bytes.AddRange("FRAME\n"u8);
            bytes.AddRange(Enumerable.Repeat((byte)i, frameBytes));
        }
        return [.. bytes];
    }
}
