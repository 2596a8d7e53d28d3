using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Media.Tests;

[TestClass]
public sealed class StbImageFolderFrameSourceTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void LosslessImagesEqualFfmpegs()
    {
        using var folder = new TemporaryFolder();
        Picture(folder["a.png"], "-pix_fmt", "rgb24");
        Picture(folder["b.png"], "-pix_fmt", "rgba");
        Picture(folder["c.png"], "-pix_fmt", "gray");
        Picture(folder["d.bmp"], "-pix_fmt", "bgr24");
        Picture(folder["e.png"], "-pix_fmt", "pal8");
        AssertSame(folder.Path, most: 0, mean: 0);
    }

    [TestMethod]
    [DataRow("yuvj444p")]
    [DataRow("yuvj420p")]
    [DataRow("gray")]
    public void JpegImagesAreCloseToFfmpegs(string format)
    {
        using var folder = new TemporaryFolder();
        Picture(folder["a.jpg"], "-pix_fmt", format, "-q:v", "3");
        AssertSame(folder.Path, most: 6, mean: 0.3);
    }

    [TestMethod]
    public void OrderSizesAndTimesAreThoseOfTheFolder()
    {
        using var folder = new TemporaryFolder();
        foreach ((string name, string size) in (ReadOnlySpan<(string, string)>)[("2.png", "20x10"), ("10.png", "30x10"), ("1.bmp", "41x7")])
            RequiredTools.RunFfmpeg("-f", "lavfi", "-i", $"testsrc=size={size}", "-frames:v", "1", folder[name]);
        folder.Write(".hidden.png", "x"u8);
        folder.Write("notes.txt", "x"u8);
        using var ordinal = new StbImageFolderFrameSource(folder.Path, FrameOrder.Ordinal, framesPerSecond: 10);
        Assert.AreEqual(3, ordinal.FrameCount);
        Assert.AreEqual($"'{folder.Path}'", ordinal.ToString());
        CollectionAssert.AreEqual(new[] { "41x7@0", "30x10@0.1", "20x10@0.2" }, Sizes(ordinal));
        using var numeric = new StbImageFolderFrameSource(folder.Path, FrameOrder.Numeric);
        Assert.AreEqual(1, numeric.Skip(1));
        CollectionAssert.AreEqual(new[] { "20x10@0.04", "30x10@0.08" }, Sizes(numeric));
        Assert.AreEqual(0, numeric.Skip(5));
        numeric.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => numeric.TryRead(out _, out _));
    }

    [TestMethod]
    public void AFileThatIsNotAnImageIsNamed()
    {
        using var folder = new TemporaryFolder();
        RequiredTools.RunFfmpeg("-f", "lavfi", "-i", "testsrc=size=64x48", "-frames:v", "1", folder["good.png"]);
        byte[] png = File.ReadAllBytes(folder["good.png"]);
        Refused(folder, "cut.png", png.AsSpan(0, png.Length / 2));
        Refused(folder, "text.png", "this is no image"u8);
        Refused(folder, "empty.png", []);
        Refused(folder, "webp.webp", "RIFF\x10\0\0\0WEBPVP8 "u8);
        Refused(folder, "short.bmp", "BM\x10\0\0\0"u8);
        png[60] ^= 0xFF;
        png[61] ^= 0xFF;
        Refused(folder, "damaged.png", png);
    }

    [TestMethod]
    public void DamagedFilesAreErrorsAndNothingWorse()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a.png", "a.jpg", "a.bmp", "a.gif"])
        {
            RequiredTools.RunFfmpeg("-f", "lavfi", "-i", "testsrc=size=48x32", "-frames:v", "1", folder[name]);
            byte[] good = File.ReadAllBytes(folder[name]);
            var random = new Random(1);
            int refused = 0;
            for (int i = 0; i < 300; i++)
            {
                byte[] bad = [.. good];
                for (int k = 0; k <= random.Next(4); k++)
                    bad[random.Next(8, bad.Length)] = (byte)random.Next(256);
                string path = folder.Write("bad" + Path.GetExtension(name), bad);
                try
                {
                    _ = StbImageFile.Decode(path);
                }
                catch (MediaException e)
                {
                    StringAssert.Contains(e.Message, path);
                    refused++;
                }
                File.Delete(path);
            }
            TestContext.WriteLine($"{name}: {refused} of 300 refused");
            // Damage of mere pixels cannot be noticed where nothing sums them up.
            Assert.IsInRange(1, 299, refused, name);
            File.Delete(folder[name]);
        }
    }

    private static void Refused(TemporaryFolder parent, string name, ReadOnlySpan<byte> bytes)
    {
        string folder = Directory.CreateDirectory(parent["one-" + name]).FullName;
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        using var source = new StbImageFolderFrameSource(folder);
        MediaException e = Assert.ThrowsExactly<MediaException>(() => source.TryRead(out _, out _));
        StringAssert.Contains(e.Message, $"'{path}'");
        Assert.IsFalse(e.Message.Any(char.IsControl), e.Message);
    }

    private static string[] Sizes(StbImageFolderFrameSource source)
    {
        var sizes = new List<string>();
        while (source.TryRead(out FrameView frame, out TimeSpan time))
            sizes.Add(FormattableString.Invariant($"{frame.Width}x{frame.Height}@{time.TotalSeconds}"));
        return [.. sizes];
    }

    private static void Picture(string path, params string[] format) =>
        RequiredTools.RunFfmpeg(["-f", "lavfi", "-i", "mandelbrot=size=161x121:rate=1", "-frames:v", "1", .. format, path]);

    private void AssertSame(string folder, int most, double mean)
    {
        using var ours = new StbImageFolderFrameSource(folder);
        using var theirs = FrameSource.Open(folder);
        while (theirs.TryRead(out FrameView expected, out TimeSpan time))
        {
            Assert.IsTrue(ours.TryRead(out FrameView frame, out TimeSpan at));
            Assert.AreEqual((expected.Width, expected.Height, time), (frame.Width, frame.Height, at));
            byte[] a = new byte[3 * frame.Width * frame.Height];
            byte[] b = new byte[a.Length];
            expected.CopyTo(a);
            frame.CopyTo(b);
            int[] apart = [.. a.Zip(b, (x, y) => Math.Abs(x - y))];
            TestContext.WriteLine($"grey levels apart: {apart.Max()} at most, {apart.Average():0.000} on average");
            Assert.IsLessThanOrEqualTo(most, apart.Max());
            Assert.IsLessThanOrEqualTo(mean, apart.Average());
        }
        Assert.IsFalse(ours.TryRead(out _, out _));
    }
}
