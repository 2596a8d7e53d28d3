using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces.Cascades;

namespace MmaDfer.Sdk.Tests.Faces.Cascades;

[TestClass]
public sealed class WindowScanTests
{
    public static IEnumerable<object[]> Cases =>
        from haar in new[] { true, false }
        from mostNodes in new[] { 1, 2, 6 }
        from step in new[] { 1, 2 }
        from seed in haar ? new[] { 1, 4, 6 } : [2, 5, 6]
        select new object[] { haar, mostNodes, step, seed };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void FindsTheWindowsThatThePlainTwinFinds(bool haar, int mostNodes, int step, int seed)
    {
        var cascade = new MadeUpCascade(haar, seed, mostNodes);
        CascadeModel model = CascadeReader.Read(Encoding.UTF8.GetBytes(cascade.Xml()), "made up");
        WindowScan scan = WindowScan.For(model);
        var sums = new IntegralImage(squares: haar, model.Tilted);
        var found = new WindowList();
        int faces = 0, windows = 0;
        // The second and third picture find memory of the first; the last has just one window.
        foreach ((int width, int height) in new[] { (47, 30), (33, 41), (21, 13), (MadeUpCascade.Width, MadeUpCascade.Height) })
        {
            byte[,] frame = Picture(width, height, seed);
            sums.Build([.. frame.Cast<byte>()], width, height, step);
            found.Clear();
            found.Scale(1, 1, 1);
            scan.Run(sums, width, height, found);
            List<(int, int)> expected = Twin(cascade, frame, step);
            CollectionAssert.AreEqual(expected, found.Items.ToArray().Select(w => (w.X, w.Y)).ToList(), $"{width} x {height}");
            faces += expected.Count;
            windows += (width - MadeUpCascade.Width + 1) * (height - MadeUpCascade.Height + 1) / (step * step);
        }
        // Neither all nor none: otherwise nothing was tested.
        Assert.IsTrue(faces > windows / 200 && faces < windows * 3 / 4, $"{faces} of {windows}");
    }

    [TestMethod]
    public void ScanningAgainAllocatesNothing()
    {
        CascadeModel model = CascadeReader.Read(Encoding.UTF8.GetBytes(new MadeUpCascade(haar: true, 1, 2).Xml()), "made up");
        WindowScan scan = WindowScan.For(model);
        var sums = new IntegralImage(squares: true, model.Tilted);
        var found = new WindowList();
        byte[] frame = [.. Picture(60, 50, 1).Cast<byte>()];
        Assert.AreEqual(0, Allocation.Least(Run));

        void Run()
        {
            found.Clear();
            for (int step = 1; step <= 2; step++)
            {
                sums.Build(frame, 60, 50, step);
                scan.Run(sums, 60, 50, found);
            }
        }
    }

    private static List<(int, int)> Twin(MadeUpCascade cascade, byte[,] frame, int step)
    {
        var found = new List<(int, int)>();
        for (int y = 0; y <= frame.GetLength(0) - MadeUpCascade.Height; y += step)
        {
            for (int x = 0; x <= frame.GetLength(1) - MadeUpCascade.Width; x += step)
            {
                int passed = cascade.Passes(frame, x, y);
                if (cascade.IsFace(passed))
                    found.Add((x, y));
                // Right of a window that the first stage turned away one is left out.
                if (passed == 0)
                    x += step;
            }
        }
        return found;
    }

    /// <summary>Soft blobs, so that windows differ, and some flat ground.</summary>
    private static byte[,] Picture(int width, int height, int seed)
    {
        var random = new Random(seed + width);
        byte[,] frame = new byte[height, width];
        double[] phases = [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble() * 7)];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double wave = Math.Sin((x * 0.9) + phases[0]) + Math.Sin((y * 0.7) + phases[1]) + Math.Sin(((x + y) * 0.4) + phases[2])
                    + Math.Sin(((x - y) * 1.3) + phases[3]);
                frame[y, x] = x > width - 8 && y < 8 && width > 20 ? (byte)200 : (byte)Math.Clamp(128 + (30 * wave) + random.Next(-12, 13), 0, 255);
            }
        }
        return frame;
    }
}
