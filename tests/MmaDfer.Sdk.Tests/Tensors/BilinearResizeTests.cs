using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Tensors;

[TestClass]
public sealed class BilinearResizeTests
{
    [TestMethod]
    public void EveryGoldenSampleIsEqual()
    {
        var golden = new GoldenTensors("preprocess", "resize.safetensors");
        int checkedCount = 0;
        foreach (string name in golden.Names.Where(n => n.StartsWith("bilinear/", StringComparison.Ordinal)))
        {
            string source = "source/" + name.Split('/')[1];
            int[] shape = golden.Shape(source);
            byte[] expected = golden.Bytes(name);
            byte[] actual = new byte[expected.Length];
            new BilinearResize(int.Parse(name.Split('/')[2]))
                .Resize(new FrameView(golden.Bytes(source), shape[1], shape[0], PixelLayout.Rgb24), actual);
            CollectionAssert.AreEqual(expected, actual, name);
            checkedCount++;
        }
        Assert.AreEqual(14, checkedCount);
    }

    [TestMethod]
    [DataRow(1, 1, 16)]
    [DataRow(1, 40, 16)]
    [DataRow(40, 1, 16)]
    [DataRow(17, 16, 16)]
    [DataRow(16, 17, 16)]
    [DataRow(2, 3, 33)]
    [DataRow(5, 7, 1)]
    [DataRow(200, 3, 48)]
    [DataRow(3, 200, 48)]
    [DataRow(129, 97, 31)]
    public void EqualsTheFormulaWrittenOut(int width, int height, int size)
    {
        byte[] source = Noise(width * height * 3, 7);
        byte[] expected = ResizeTwin.Resize(source, width, height, size);
        byte[] actual = new byte[size * size * 3];
        new BilinearResize(size).Resize(new FrameView(source, width, height, PixelLayout.Rgb24), actual);
        CollectionAssert.AreEqual(expected, actual);
    }

    [TestMethod]
    public void OneObjectTakesSizesInAnyOrder()
    {
        var resize = new BilinearResize(24);
        byte[] actual = new byte[resize.TargetBytes];
        foreach ((int width, int height) in new[] { (100, 50), (24, 24), (50, 100), (24, 9), (3, 3), (100, 50), (9, 24) })
        {
            byte[] source = Noise(width * height * 3, width);
            resize.Resize(new FrameView(source, width, height, PixelLayout.Rgb24), actual);
            CollectionAssert.AreEqual(ResizeTwin.Resize(source, width, height, 24), actual, $"{width} x {height}");
        }
    }

    [TestMethod]
    public void ARectangleIsResizedLikeAWholeFrame()
    {
        byte[] source = Noise(90 * 60 * 3, 3);
        byte[] cut = new byte[41 * 33 * 3];
        for (int y = 0; y < 33; y++)
            source.AsSpan(((y + 20) * 90 + 49) * 3, 41 * 3).CopyTo(cut.AsSpan(y * 41 * 3));
        var resize = new BilinearResize(32);
        byte[] actual = new byte[resize.TargetBytes];
        resize.Resize(new FrameView(source, 90, 60, PixelLayout.Rgb24), 49, 20, 41, 33, actual);
        CollectionAssert.AreEqual(ResizeTwin.Resize(cut, 41, 33, 32), actual);
    }

    [TestMethod]
    public void ARectangleOutsideTheFrameIsRefused()
    {
        byte[] source = new byte[20 * 10 * 3];
        var resize = new BilinearResize(16);
        byte[] target = new byte[resize.TargetBytes];
        foreach ((int left, int top, int width, int height) in new[]
            { (-1, 0, 5, 5), (0, -1, 5, 5), (16, 0, 5, 5), (0, 6, 5, 5), (int.MaxValue, 0, 5, 5), (0, 0, 21, 10) })
        {
            var error = Assert.ThrowsExactly<MediaException>(() =>
                resize.Resize(new FrameView(source, 20, 10, PixelLayout.Rgb24), left, top, width, height, target));
            StringAssert.Contains(error.Message, "not inside the frame of 20 x 10 pixels");
        }
        StringAssert.Contains(
            Assert.ThrowsExactly<MediaException>(() => resize.Resize(default, target)).Message, "The frame is 0 x 0 pixels");
    }

    [TestMethod]
    public void KnownSizesAllocateNothing()
    {
        byte[] source = Noise(100 * 80 * 3, 1);
        var resize = new BilinearResize(64);
        byte[] target = new byte[resize.TargetBytes];
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            resize.Resize(new FrameView(source, 100, 80, PixelLayout.Rgb24), target);
            resize.Resize(new FrameView(source, 80, 100, PixelLayout.Rgb24), 0, 0, 70, 50, target);
        }));
    }

    private static byte[] Noise(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
