using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Files;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

[TestClass]
public sealed class PngWriterTests
{
    [TestMethod]
    public void ThePixelsAreInThePng()
    {
        byte[] rgb = new byte[3 * 5 * 4];
        new Random(1).NextBytes(rgb);
        (int width, int height, byte[] read) = Read(PngWriter.Bytes(rgb, 5, 4));
        Assert.AreEqual((5, 4), (width, height));
        CollectionAssert.AreEqual(rgb, read);
    }

    [TestMethod]
    public void ChecksumsAreRight()
    {
        // As printed at the end of every PNG there is.
        byte[] png = PngWriter.Bytes([1, 2, 3], 1, 1);
        CollectionAssert.AreEqual(Convert.FromHexString("0000000049454E44AE426082"), png[^12..]);
    }

    [TestMethod]
    public void AContactSheetHasAFaceForEachEmotionAndPerson()
    {
        (int width, int height, byte[] rgb) = Read(ContactSheet.Png(new ClipSettings { Size = 48 }, people: 1));
        Assert.AreEqual((7 * 48, 2 * 48), (width, height));
        Assert.IsGreaterThan(1000, rgb.Chunk(3).Select(p => (p[0], p[1], p[2])).Distinct().Count());
    }

    private static (int Width, int Height, byte[] Rgb) Read(byte[] png)
    {
        int width = 0, height = 0;
        using var packed = new MemoryStream();
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            string name = Encoding.ASCII.GetString(png, at + 4, 4);
            if (name == "IHDR")
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at + 8)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at + 12)));
            if (name == "IDAT")
                packed.Write(png, at + 8, length);
            at += 12 + length;
        }
        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        byte[] rgb = new byte[3 * width * height];
        byte[] line = new byte[1 + (3 * width)];
        for (int y = 0; y < height; y++)
        {
            zlib.ReadExactly(line);
            Assert.AreEqual(2, line[0]);
            for (int i = 0; i < 3 * width; i++)
                rgb[(3 * width * y) + i] = (byte)(line[1 + i] + (y > 0 ? rgb[(3 * width * (y - 1)) + i] : 0));
        }
        return (width, height, rgb);
    }
}
