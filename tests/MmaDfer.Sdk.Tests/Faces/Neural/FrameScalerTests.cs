using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces.Neural;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces.Neural;

/// <summary>Scaled frames against plain loops over areas.</summary>
[TestClass]
public sealed class FrameScalerTests
{
    [TestMethod]
    [DataRow(PixelLayout.Bgra32)]
    [DataRow(PixelLayout.Rgba32)]
    [DataRow(PixelLayout.Argb32)]
    [DataRow(PixelLayout.Rgb24)]
    [DataRow(PixelLayout.Bgr24)]
    public void ShrunkPixelsAreMeansOfAreas(PixelLayout layout)
    {
        (byte[] rgb, byte[] pixels) = Frame(203, 151, layout);
        FaceNetwork network = Network();
        network.Resize(128, 96);
        foreach ((int left, int top, int width, int height, int toWidth, int toHeight) in (ReadOnlySpan<(int, int, int, int, int, int)>)
            [(0, 0, 203, 151, 128, 95), (3, 5, 200, 140, 100, 70), (100, 50, 103, 101, 34, 33), (7, 7, 96, 96, 96, 96), (3, 5, 198, 144, 66, 36)])
        {
            new FrameScaler().Scale(new FrameView(pixels, 203, 151, layout), left, top, width, height, network, toWidth, toHeight, new PixelValues(BlueFirst: true, 2, 1));
            for (int y = 0; y < 96; y++)
            {
                for (int x = 0; x < 128; x++)
                {
                    for (int channel = 0; channel < 3; channel++)
                    {
                        double expected = x < toWidth && y < toHeight
                            ? (2 * Mean(rgb, left, top, (double)width / toWidth, (double)height / toHeight, x, y, 2 - channel)) + 1
                            : 1;
                        Assert.AreEqual(expected, network.FrameRows(y)[(3 * x) + channel], 0.01, $"{x}, {y}, {channel}");
                    }
                }
            }
        }
    }

    [TestMethod]
    public void EnlargedPixelsAreBetweenTheirNeighbours()
    {
        (byte[] rgb, byte[] pixels) = Frame(203, 151, PixelLayout.Rgb24);
        FaceNetwork network = Network();
        network.Resize(96, 96);
        new FrameScaler().Scale(new FrameView(pixels, 203, 151, PixelLayout.Rgb24), 10, 20, 40, 30, network, 80, 60, new PixelValues(BlueFirst: false, 1, 0));
        for (int y = 0; y < 60; y++)
        {
            for (int x = 0; x < 80; x++)
            {
                double right = Math.Clamp(((x + 0.5) / 2) - 0.5, 0, 39), down = Math.Clamp(((y + 0.5) / 2) - 0.5, 0, 29);
                (int left, int top) = ((int)right, (int)down);
                double Value(int dx, int dy) => rgb[3 * ((Math.Min(20 + top + dy, 49) * 203) + Math.Min(10 + left + dx, 49))];
                double upper = Value(0, 0) + ((Value(1, 0) - Value(0, 0)) * (right - left)), lower = Value(0, 1) + ((Value(1, 1) - Value(0, 1)) * (right - left));
                Assert.AreEqual(upper + ((lower - upper) * (down - top)), network.FrameRows(y)[3 * x], 0.01, $"{x}, {y}");
            }
        }
        Assert.AreEqual(0, network.FrameRows(70)[5]);
    }

    private static FaceNetwork Network() => FaceNetworkFile.Read(FaceModels.Path(FaceModels.YuNetS)).Network;

    private static (byte[] Rgb, byte[] Pixels) Frame(int width, int height, PixelLayout layout)
    {
        byte[] rgb = new byte[3 * width * height];
        new Random(1).NextBytes(rgb);
        byte[] pixels = new byte[(layout is PixelLayout.Rgb24 or PixelLayout.Bgr24 ? 3 : 4) * width * height];
        new FrameView(rgb, width, height, PixelLayout.Rgb24).CopyTo(pixels, layout);
        return (rgb, pixels);
    }

    private static double Mean(byte[] rgb, int left, int top, double across, double down, int x, int y, int channel)
    {
        double sum = 0;
        for (int row = (int)(y * down); row < ((y + 1) * down) - 1e-9; row++)
        {
            for (int column = (int)(x * across); column < ((x + 1) * across) - 1e-9; column++)
            {
                double share = (Math.Min((y + 1) * down, row + 1) - Math.Max(y * down, row)) * (Math.Min((x + 1) * across, column + 1) - Math.Max(x * across, column));
                sum += share * rgb[(3 * (((top + row) * 203) + left + column)) + channel];
            }
        }
        return sum / (across * down);
    }
}
