using System.Text;

namespace MmaDfer.Sdk.Native.Tests;

[TestClass]
public sealed unsafe class TextTests
{
    [TestMethod]
    [DataRow("fear", 5, "fear", 0)]
    [DataRow("fear", 4, "fea", 2)]
    [DataRow("fear", 1, "", 2)]
    [DataRow("", 1, "", 0)]
    // Two bytes, three and four: a character that has no room is left out whole.
    [DataRow("aé", 3, "a", 2)]
    [DataRow("aé", 4, "aé", 0)]
    [DataRow("a感", 4, "a", 2)]
    [DataRow("a😀b", 5, "a", 2)]
    [DataRow("a😀b", 6, "a😀", 2)]
    [DataRow("a😀b", 7, "a😀b", 0)]
    public void WritesWholeCharacters(string value, int capacity, string expected, int code)
    {
        byte[] buffer = new byte[16];
        Array.Fill(buffer, (byte)0xee);
        fixed (byte* text = buffer)
        {
            Assert.AreEqual((ErrorCode)code, Text.WriteTo(value, text, capacity));
            Assert.AreEqual(expected, Text.Read(text));
        }
        Assert.AreEqual(0xee, buffer[capacity], "nothing is written beyond");
        Assert.AreEqual(0, buffer[Encoding.UTF8.GetByteCount(expected)]);
    }

    [TestMethod]
    public void NeedsRoomForTheTerminatingZero()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Text.WriteTo("x", null, 4));
        foreach (int capacity in (int[])[0, -1, int.MinValue])
        {
            byte[] one = [0xee];
            Assert.ThrowsExactly<ArgumentException>(() =>
            {
                fixed (byte* text = one)
                    Text.WriteTo("x", text, capacity);
            });
            Assert.AreEqual(0xee, one[0]);
        }
    }
}
