using MmaDfer.Sdk.Onnx;

namespace MmaDfer.Sdk.Tests.Onnx;

[TestClass]
public sealed class ProtoWriterTests
{
    [TestMethod]
    [DataRow(0L)]
    [DataRow(1L)]
    [DataRow(127L)]
    [DataRow(128L)]
    [DataRow(300L)]
    [DataRow(long.MaxValue)]
    [DataRow(-1L)]
    [DataRow(long.MinValue)]
    public void WholeNumbersAreReadBack(long value)
    {
        var writer = new ProtoWriter();
        writer.Integer(1, value);
        writer.Integer(3000, value);
        ProtoMessage read = Read(writer);
        Assert.AreEqual(value, read.Integer(1));
        Assert.AreEqual(value, read.Integer(3000));
    }

    [TestMethod]
    public void TheBytesEqualTheFormatsOwnExamples()
    {
        // Field 1 = 150 and field 2 = "testing", as the format's documentation spells them out.
        var writer = new ProtoWriter();
        writer.Integer(1, 150);
        writer.Text(2, "testing");
        Assert.AreEqual("089601120774657374696E67", Convert.ToHexString(writer.Written));
        var outer = new ProtoWriter();
        outer.Message(3, m => m.Integer(1, 150));
        Assert.AreEqual("1A03089601", Convert.ToHexString(outer.Written));
    }

    [TestMethod]
    public void TextsRealsAndMessagesAreReadBackInOrder()
    {
        string text = "Gefühl 感情 " + new string('x', 200);
        var writer = new ProtoWriter();
        writer.Text(1, text);
        writer.Real(2, -0.1f);
        writer.Message(3, m =>
        {
            m.Text(1, "");
            m.Message(2, _ => { });
        });
        writer.Text(1, "again");
        ProtoMessage read = Read(writer);
        CollectionAssert.AreEqual(new[] { text, "again" }, read.Texts(1));
        Assert.AreEqual(-0.1f, read.Real(2));
        Assert.AreEqual("", read.Message(3).Text(1));
        Assert.IsEmpty(read.Message(3).Message(2).Fields);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 1 }, read.Fields.ToArray());
    }

    [TestMethod]
    public void BytesMayFollowLater()
    {
        var writer = new ProtoWriter();
        writer.BytesFollow(9, 3);
        ProtoMessage read = new((byte[])[.. writer.Written, 1, 2, 3]);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, read.Bytes(9).ToArray());
    }

    private static ProtoMessage Read(ProtoWriter writer) => new(writer.Written.ToArray());
}
