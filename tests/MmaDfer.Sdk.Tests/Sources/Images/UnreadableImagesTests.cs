using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Sources.Images;

/// <summary>Pictures that ffmpeg does not know, or shows black without a word.</summary>
[TestClass]
public sealed class UnreadableImagesTests
{
    [TestMethod]
    [DataRow(7, false, "with JPEG inside")]
    [DataRow(6, false, "with JPEG inside")]
    [DataRow(1, true, "in tiles")]
    public void TiffFilesThatWouldBeBlackAreRefused(int compression, bool tiles, string why)
    {
        using var folder = new TemporaryFolder();
        byte[] tile = tiles ? [0x42, 0x01, 3, 0, 1, 0, 0, 0, 32, 0, 0, 0] : [];
        byte[] entry = [0x03, 0x01, 3, 0, 1, 0, 0, 0, (byte)compression, 0, 0, 0];
        byte[] file = [.. "II*\0"u8, 8, 0, 0, 0, (byte)(tiles ? 2 : 1), 0, .. entry, .. tile, 0, 0, 0, 0];
        foreach (string name in (string[])["a.tif", "a.png", "a"])
        {
            string path = folder.Write(name, file);
            StringAssert.Contains(SourceReading.Refused(path, () => Read(path)).Message, why);
        }
    }

    [TestMethod]
    [DataRow("heic", "is a HEIC image")]
    [DataRow("mif1", "is a HEIC image")]
    [DataRow("avif", "is an AVIF image")]
    public void ImagesOfOtherFormatsAreNamed(string brand, string what)
    {
        using var folder = new TemporaryFolder();
        RequiredTools.Ffmpeg();
        byte[] file = [0, 0, 0, 24, .. "ftyp"u8, .. System.Text.Encoding.ASCII.GetBytes(brand), 0, 0, 0, 0, .. "mif1heic"u8, .. new byte[40]];
        foreach (string name in (string[])["a.heic", "a.jpg", "a"])
        {
            string path = folder.Write(name, file);
            StringAssert.Contains(SourceReading.Refused(path, () => Read(path)).Message, what);
            StringAssert.Contains(SourceReading.Refused(path, () => FrameSource.TryOpen(path)?.Dispose()).Message, what);
        }
        File.Delete(folder["a.jpg"]);
        StringAssert.Contains(
            SourceReading.Refused(folder.Path, () => FrameSource.Open(folder.Path)).Message, "images of a kind that is not read, such as 'a.heic'");
        folder.Write("b.jpg", file);
        StringAssert.Contains(SourceReading.Refused(folder["b.jpg"], () => Read(folder.Path)).Message, what);
    }

    [TestMethod]
    public void ARunLengthCodedBmpThatIsCutShortIsRefused()
    {
        using var folder = new TemporaryFolder();
        RequiredTools.Ffmpeg();
        // 4 x 2 pixels of the second colour, in two runs.
        byte[] bmp =
        [
            .. "BM"u8, 70, 0, 0, 0, 0, 0, 0, 0, 62, 0, 0, 0, 40, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0, 8, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 0, 4, 1, 0, 0, 4, 1, 0, 1,
        ];
        string path = folder.Write("a.bmp", bmp);
        Read(path);
        folder.Write("a.bmp", bmp[..66]);
        StringAssert.Contains(SourceReading.Refused(path, () => Read(path)).Message, "cut short");
    }

    [TestMethod]
    public void AnAnimatedWebPIsNamed()
    {
        using var folder = new TemporaryFolder();
        byte[] file = [.. "RIFF"u8, 30, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0x02, 0, 0, 0, 31, 0, 0, 31, 0, 0, .. "ANIM"u8, 0, 0, 0, 0];
        foreach (string name in (string[])["a.webp", "a.jpg", "a"])
        {
            string path = folder.Write(name, file);
            StringAssert.Contains(SourceReading.Refused(path, () => Read(path)).Message, "is an animated WebP");
        }
    }

    [TestMethod]
    [DataRow("jpg")]
    [DataRow("png")]
    public void PhotographsOf48MegapixelsAreRead(string kind)
    {
        using var folder = new TemporaryFolder();
        RequiredTools.RunFfmpeg("-f", "lavfi", "-i", "color=0x406080:size=8064x6048", "-frames:v", "1", folder["a." + kind]);
        using IFrameSource source = FrameSource.Open(folder["a." + kind]);
        Assert.IsTrue(source.TryRead(out FrameView frame, out _));
        Assert.AreEqual((8064, 6048), (frame.Width, frame.Height));
        Assert.AreEqual(0x60, frame.Pixels[frame.Pixels.Length / 2 / 3 * 3 + 1], 3);
    }

    private static void Read(string path)
    {
        using IFrameSource source = FrameSource.Open(path);
        while (source.TryRead(out _, out _))
        {
        }
    }
}
