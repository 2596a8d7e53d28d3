using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Files;
using StbImageSharp;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

[TestClass]
public sealed class PngWriterTests
{
    [TestMethod]
    public void PngHasThePixels()
    {
        byte[] rgb = new byte[3 * 5 * 4];
        new Random(1).NextBytes(rgb);
        ImageResult read = ImageResult.FromMemory(PngWriter.Bytes(rgb, 5, 4), ColorComponents.RedGreenBlue);
        Assert.AreEqual((5, 4), (read.Width, read.Height));
        CollectionAssert.AreEqual(rgb, read.Data);
    }

    [TestMethod]
    public void ContactSheetHasAFaceForEachEmotionAndPerson()
    {
        ImageResult sheet = ImageResult.FromMemory(ContactSheet.Png(new ClipSettings { Size = 48 }, people: 1), ColorComponents.RedGreenBlue);
        Assert.AreEqual((7 * 48, 2 * 48), (sheet.Width, sheet.Height));
        Assert.IsGreaterThan(1000, sheet.Data.Chunk(3).Select(p => (p[0], p[1], p[2])).Distinct().Count());
    }
}
