using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Images;
using MmaDfer.Sdk.Tests.Sources.Pixels;

namespace MmaDfer.Sdk.Tests.Sources.Images;

[TestClass]
public sealed class ImageOrientationTests
{
    /// <summary>A picture of 2 x 3 pixels, one byte each, as it is stored and as it is to be seen.</summary>
    [TestMethod]
    [DataRow(1, "ab cd ef")]
    [DataRow(2, "ba dc fe")]
    [DataRow(3, "fe dc ba")]
    [DataRow(4, "ef cd ab")]
    [DataRow(5, "ace bdf")]
    [DataRow(6, "eca fdb")]
    [DataRow(7, "fdb eca")]
    [DataRow(8, "bdf ace")]
    public void EachOfTheEightIsTurnedUpright(int orientation, string expected)
    {
        byte[] stored = [.. "abcdef"u8.ToArray().SelectMany(b => new[] { b, b, b })];
        byte[] upright = new byte[stored.Length];
        ImageOrientation.Turn(stored, 2, 3, orientation, upright);
        string rows = new([.. upright.Where((_, i) => i % 3 == 1).Select(b => (char)b)]);
        int width = ImageOrientation.Swaps(orientation) ? 3 : 2;
        Assert.AreEqual(expected, string.Join(' ', rows.Chunk(width).Select(r => new string(r))));
    }

    [TestMethod]
    public void TheNameOfAnImageDoesNotDecideItsOrientation()
    {
        using var folder = new TemporaryFolder();
        byte[] jpeg = Picture(folder, "jpg");
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            byte[] file = WithExif(jpeg, orientation);
            // Under another name, ffmpeg itself turns it.
            (byte[] expected, int width, int height) = Show(folder.Write("picture", file));
            (byte[] got, int gotWidth, int gotHeight) = Show(folder.Write("picture.jpg", file));
            Assert.AreEqual((width, height), (gotWidth, gotHeight));
            Assert.IsLessThan(3, Difference(expected, got), $"orientation {orientation}");
        }
    }

    [TestMethod]
    [DataRow("png")]
    [DataRow("webp")]
    [DataRow("tif")]
    public void OtherKindsAreTurnedAsJpegFilesAre(string kind)
    {
        using var folder = new TemporaryFolder();
        byte[] jpeg = Picture(folder, "jpg"), other = Picture(folder, kind);
        foreach (int orientation in (int[])[1, 3, 5, 6, 8])
        {
            (byte[] expected, int width, int height) = Show(folder.Write("picture.jpg", WithExif(jpeg, orientation)));
            byte[] file = kind switch
            {
                "png" => WithPngExif(other, orientation),
                "webp" => WithWebPExif(other, orientation),
                _ => WithTiffTag(other, orientation),
            };
            (byte[] got, int gotWidth, int gotHeight) = Show(folder.Write("picture." + kind, file));
            Assert.AreEqual((width, height), (gotWidth, gotHeight));
            Assert.IsLessThan(8, Difference(expected, got), $"orientation {orientation}");
        }
    }

    [TestMethod]
    public void ImagesOfOneFolderMayHaveDifferentOrientations()
    {
        using var folder = new TemporaryFolder();
        byte[] jpeg = Picture(folder, "jpg");
        int[] orientations = [1, 6, 6, 1, 3, 8];
        foreach ((int orientation, int i) in orientations.Select((o, i) => (o, i)))
            folder.Write($"f{i}.jpg", WithExif(jpeg, orientation));
        File.Delete(folder["picture.jpg"]);
        using var source = FrameSource.Open(folder.Path);
        var frames = SourceReading.AllFrames(source);
        CollectionAssert.AreEqual(orientations.Select(o => ImageOrientation.Swaps(o) ? 48 : 64).ToArray(), frames.Select(f => f.Width).ToArray());
    }

    [TestMethod]
    public void DamagedNotesAreNone()
    {
        using var folder = new TemporaryFolder();
        byte[] jpeg = WithExif(Picture(folder, "jpg"), 6);
        foreach (int orientation in (int[])[0, 9, 65535])
            Assert.AreEqual(64, Show(folder.Write("a.jpg", WithExif(Picture(folder, "jpg"), orientation))).Width);
        for (int i = 4; i < 40; i++)
        {
            byte[] bad = [.. jpeg];
            bad[i] ^= 0xFF;
            Assert.IsTrue(ImageOrientation.Of(ImageKind.Jpeg, bad) is >= 1 and <= 8);
            Assert.IsTrue(ImageOrientation.Of(ImageKind.Jpeg, jpeg.AsSpan(0, i)) is 1 or 6);
        }
    }

    /// <summary>An uneven picture of 64 x 48.</summary>
    private static byte[] Picture(TemporaryFolder folder, string kind)
    {
        string path = folder["picture." + kind];
        RequiredTools.RunFfmpeg("-f", "lavfi", "-i", "testsrc=size=64x48", "-frames:v", "1", "-pix_fmt", kind switch
        {
            "jpg" => "yuvj444p",
            "webp" => "bgra",
            _ => "rgb24",
        }, path);
        return File.ReadAllBytes(path);
    }

    [TestMethod]
    public void ATurnThatTheCallerKnowsComesAfterThatOfTheFile()
    {
        using var folder = new TemporaryFolder();
        byte[] jpeg = Picture(folder, "jpg");
        foreach (int orientation in new[] { 1, 5, 6, 8 })
        {
            string path = folder.Write("picture.jpg", WithExif(jpeg, orientation));
            (byte[] stored, int width, int height) = Show(path);
            foreach ((int rotation, bool mirrored) in PlainTurn.All)
            {
                var expected = PlainTurn.Upright(new FrameView(stored, width, height, PixelLayout.Rgb24) { Rotation = rotation, Mirrored = mirrored });
                var shown = Show(path, new SourceOptions { Rotation = rotation, Mirrored = mirrored });
                Assert.AreEqual((expected.Width, expected.Height), (shown.Width, shown.Height));
                CollectionAssert.AreEqual(expected.Rgb, shown.Rgb, $"orientation {orientation}, {rotation}, {mirrored}");
            }
        }
    }

    [TestMethod]
    public void AVideoIsTurnedByItsDisplayMatrixThenAsTheCallerKnows()
    {
        using var folder = new TemporaryFolder();
        RequiredTools.RunFfmpeg("-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1", "-c:v", "mpeg4", "-q:v", "1", folder["plain.mp4"]);
        // A phone's note, which is kept where the frames are copied.
        RequiredTools.RunFfmpeg("-i", folder["plain.mp4"], "-c", "copy", "-metadata:s:v:0", "rotate=90", folder["noted.mp4"]);
        (byte[] plain, int width, int height) = First(folder["plain.mp4"]);
        (byte[] noted, int notedWidth, int notedHeight) = First(folder["noted.mp4"]);
        Assert.AreEqual((64, 48, 48, 64), (width, height, notedWidth, notedHeight));
        // The note is 90 degrees one way or the other, as the program's version has it: then two more quarters are the other one.
        bool clockwise = Difference(noted, PlainTurn.Upright(new FrameView(plain, 64, 48, PixelLayout.Rgb24) { Rotation = 90 }).Rgb) < 3;
        (byte[] back, int backWidth, int backHeight) = First(folder["noted.mp4"], new SourceOptions { Rotation = clockwise ? 270 : 90 });
        Assert.AreEqual((64, 48), (backWidth, backHeight));
        Assert.IsLessThan(3, Difference(plain, back));
    }

    private static (byte[] Rgb, int Width, int Height) First(string path, SourceOptions? options = null)
    {
        using IFrameSource source = FrameSource.Open(path, options);
        Assert.IsTrue(source.TryRead(out FrameView frame, out _));
        return PlainTurn.Upright(frame);
    }

    private static (byte[] Rgb, int Width, int Height) Show(string path, SourceOptions? options = null)
    {
        using IFrameSource source = FrameSource.Open(path, options);
        (byte[] rgb, int width, int height, _) = SourceReading.AllFrames(source).Single();
        return (rgb, width, height);
    }

    private static double Difference(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    /// <summary>A directory with one entry, big-endian.</summary>
    private static byte[] Exif(int orientation) =>
        [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, (byte)(orientation >> 8), (byte)orientation, 0, 0, 0, 0, 0, 0];

    private static byte[] WithExif(byte[] jpeg, int orientation)
    {
        byte[] note = [.. "Exif\0\0"u8, .. Exif(orientation)];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(note.Length + 2), .. note, .. jpeg[2..]];
    }

    private static byte[] WithPngExif(byte[] png, int orientation)
    {
        byte[] note = [.. "eXIf"u8, .. Exif(orientation)];
        uint crc = 0xFFFFFFFF;
        foreach (byte b in note)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        crc = ~crc;
        // Behind IHDR.
        return
        [
            .. png[..33], 0, 0, 0, (byte)(note.Length - 4), .. note,
            (byte)(crc >> 24), (byte)(crc >> 16), (byte)(crc >> 8), (byte)crc, .. png[33..],
        ];
    }

    private static byte[] WithWebPExif(byte[] webp, int orientation)
    {
        byte[] exif = Exif(orientation);
        byte[] extended = [.. "VP8X"u8, 10, 0, 0, 0, 0x08, 0, 0, 0, 63, 0, 0, 47, 0, 0];
        byte[] file = [.. webp[..12], .. extended, .. webp[12..], .. "EXIF"u8, (byte)exif.Length, 0, 0, 0, .. exif];
        BitConverter.TryWriteBytes(file.AsSpan(4), file.Length - 8);
        return file;
    }

    /// <summary>A TIFF file whose directory gets an entry more, and a place behind all else.</summary>
    private static byte[] WithTiffTag(byte[] tiff, int orientation)
    {
        int at = BitConverter.ToInt32(tiff, 4), count = BitConverter.ToUInt16(tiff, at);
        byte[][] entries = [.. Enumerable.Range(0, count).Select(i => tiff[(at + 2 + 12 * i)..(at + 14 + 12 * i)])];
        byte[] note = [0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0];
        byte[][] all = [.. entries.Where(e => BitConverter.ToUInt16(e) != 274).Append(note).OrderBy(e => BitConverter.ToUInt16(e))];
        byte[] file = [.. tiff, .. BitConverter.GetBytes((ushort)all.Length), .. all.SelectMany(e => e), 0, 0, 0, 0];
        BitConverter.TryWriteBytes(file.AsSpan(4), tiff.Length);
        return file;
    }
}
