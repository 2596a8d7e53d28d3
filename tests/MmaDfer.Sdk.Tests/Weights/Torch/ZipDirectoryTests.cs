using System.Text;
using MmaDfer.Sdk.Weights.Bytes;
using MmaDfer.Sdk.Weights.Torch;

namespace MmaDfer.Sdk.Tests.Weights.Torch;

[TestClass]
public sealed class ZipDirectoryTests
{
    private const uint Wide = uint.MaxValue;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void EntriesAreFound(bool zip64)
    {
        var source = new SeekableBytes(new MemoryStream(Archive(zip64)), "x");
        ZipDirectory zip = ZipDirectory.Read(source);
        byte[] data = new byte[zip.Entries["a/ü"].Length];
        source.Read(zip.DataOffset(zip.Entries["a/ü"]), data);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4, 5 }, data);
    }

    [TestMethod]
    [DataRow(0, 8, 1, "is encrypted")]
    [DataRow(0, 10, 8, "is compressed")]
    [DataRow(0, 24, 6, "has the length 5 and 6")]
    [DataRow(0, 0, 0, "ends after 0 of 1 entries")]
    [DataRow(0, 28, 200, "ends after 0 of 1 entries")]
    [DataRow(0, 42, 60, "lies outside the file")]
    [DataRow(0, 42, 1, "is not where the zip directory says")]
    [DataRow(1, 10, 2, "ends after 1 of 2 entries")]
    [DataRow(1, 4, 1, "several parts")]
    [DataRow(1, 16, 250, "outside the file")]
    [DataRow(1, 20, 9, "cut short")]
    public void DamageIsNamed(int part, int offset, int value, string expected)
    {
        byte[] archive = Archive(zip64: false);
        int start = Find(archive, part == 0 ? "PK\x01\x02" : "PK\x05\x06");
        archive[start + offset] = (byte)value;
        var exception = Assert.ThrowsExactly<ModelFileException>(() =>
        {
            ZipDirectory zip = ZipDirectory.Read(new SeekableBytes(new MemoryStream(archive), "x"));
            zip.DataOffset(zip.Entries["a/ü"]);
        });
        StringAssert.Contains(exception.Message, expected);
    }

    [TestMethod]
    public void AZip64DirectoryOutsideTheFileIsRefused()
    {
        foreach ((string record, int offset) in (ReadOnlySpan<(string, int)>)[("PK\x06\x07", 15), ("PK\x06\x06", 39), ("PK\x06\x06", 47), ("PK\x06\x06", 55)])
        {
            byte[] archive = Archive(zip64: true);
            archive[Find(archive, record) + offset] = 0x80;
            StringAssert.Contains(
                Assert.ThrowsExactly<ModelFileException>(() => ZipDirectory.Read(new SeekableBytes(new MemoryStream(archive), "x"))).Message,
                "outside the file");
        }
    }

    /// <summary>An archive of one stored entry, the five bytes 1 to 5, with all its sizes in zip64's fields if asked for.</summary>
    private static byte[] Archive(bool zip64)
    {
        byte[] name = Encoding.UTF8.GetBytes("a/ü");
        var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        to.Write("PK\x03\x04"u8);
        to.Write(new byte[22]);
        to.Write((short)name.Length);
        to.Write((short)2);
        to.Write(name);
        to.Write((short)0); // two bytes of extra field: the data begin behind them
        to.Write((byte[])[1, 2, 3, 4, 5]);
        uint directory = (uint)stream.Position;
        to.Write("PK\x01\x02"u8);
        to.Write(new byte[16]);
        to.Write(zip64 ? Wide : 5);
        to.Write(zip64 ? Wide : 5);
        to.Write((short)name.Length);
        to.Write((short)(zip64 ? 32 : 0));
        to.Write(new byte[10]);
        to.Write(zip64 ? Wide : 0);
        to.Write(name);
        if (zip64)
        {
            to.Write(0x0000_00aa); // an extra field of another kind, empty
            to.Write((short)1);
            to.Write((short)24);
            to.Write(5L);
            to.Write(5L);
            to.Write(0L);
        }
        uint size = (uint)stream.Position - directory;
        if (zip64)
            WriteEnd64(to, directory, size);
        to.Write("PK\x05\x06"u8);
        to.Write(0);
        to.Write(zip64 ? -1 : 0x0001_0001);
        to.Write(zip64 ? Wide : size);
        to.Write(zip64 ? Wide : directory);
        to.Write((short)0);
        return stream.ToArray();
    }

    private static void WriteEnd64(BinaryWriter to, uint directory, uint size)
    {
        long position = to.BaseStream.Position;
        to.Write("PK\x06\x06"u8);
        to.Write(44L);
        to.Write(new byte[12]);
        to.Write(1L);
        to.Write(1L);
        to.Write((long)size);
        to.Write((long)directory);
        to.Write("PK\x06\x07"u8);
        to.Write(0);
        to.Write(position);
        to.Write(1);
    }

    private static int Find(byte[] archive, string signature) =>
        archive.AsSpan().LastIndexOf(Encoding.Latin1.GetBytes(signature));
}
