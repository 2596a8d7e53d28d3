using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Sources.Images;

[TestClass]
public sealed class JpegDecodingTests
{
    /// <summary>ffmpeg's inverse transform may differ by a level in each plane, which the colours turn into three at most.</summary>
    private const int Tolerance = 3;

    [TestMethod]
    public void ImagesAreCloseToThoseOfLibjpeg()
    {
        RequiredTools.Ffmpeg();
        using var folder = new TemporaryFolder();
        foreach ((string name, byte[] file, byte[] rgb) in JpegSamples.All)
        {
            string path = folder.Write(name + ".jpg", file);
            using IFrameSource source = FrameSource.Open(path);
            (byte[] got, int width, int height, _) = SourceReading.AllFrames(source).Single();
            Assert.AreEqual((21, 13), (width, height));
            int[] off = [.. got.Zip(rgb, (a, b) => Math.Abs(a - b))];
            Assert.IsLessThanOrEqualTo(Tolerance, off.Max(), name);
            Assert.IsLessThan(0.1, off.Average(), name);
        }
    }
}
