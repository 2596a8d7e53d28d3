using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Tensors;

[TestClass]
public sealed class FramePackerTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(5)]
    [DataRow(6)]
    [DataRow(64)]
    [DataRow(113)]
    public void PlanesHoldEachByteOver255Exactly(int pixels)
    {
        byte[] rgb = new byte[pixels * 3];
        new Random(pixels).NextBytes(rgb);
        float[] planes = new float[rgb.Length];
        FramePacker.Pack(rgb, planes);
        for (int i = 0; i < pixels; i++)
        {
            for (int channel = 0; channel < 3; channel++)
                Assert.AreEqual(rgb[3 * i + channel] / 255f, planes[channel * pixels + i]);
        }
    }

    [TestMethod]
    public void EveryByteValueIsTheDivisionRoundedOnce()
    {
        byte[] rgb = [.. Enumerable.Range(0, 768).Select(i => (byte)(i / 3))];
        float[] planes = new float[768];
        FramePacker.Pack(rgb, planes);
        for (int value = 0; value < 256; value++)
            Assert.AreEqual((float)(value / 255.0), planes[256 + value], $"{value}");
    }
}
