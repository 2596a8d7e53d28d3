using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

/// <summary>Painted areas against areas and distances worked out by hand.</summary>
[TestClass]
public sealed class DrawingTests
{
    [TestMethod]
    public void AnEllipseCoversItsArea() =>
        Assert.AreEqual(Math.PI * 20 * 10, Area(new Ellipse(new(31.3f, 30.7f), new(20, 10), Geometry.Unit(new(1, 0.5f)))), 6);

    [TestMethod]
    public void ATaperNarrowsTheLowerEndAndWidensTheUpper()
    {
        var egg = new Ellipse(new(32, 32), new(16, 20), Vector2.UnitX, 0.3f);
        Assert.IsLessThan(0, egg.Distance(new(32 + 14, 32 - 10)));
        Assert.IsGreaterThan(0, egg.Distance(new(32 + 14, 32 + 10)));
    }

    [TestMethod]
    public void ALensCoversTheAreaBetweenItsParabolas()
    {
        // Two thirds of the width times each height, wherever the corners are lifted to.
        foreach (float lift in new[] { 0f, 6f, -6f })
            Assert.AreEqual(2.0 / 3 * 40 * (8 + 5), Area(new Lens(new(12, 32), new(52, 32), 8, 5, lift)), 8, $"lift {lift}");
    }

    [TestMethod]
    public void ALiftedLensHasItsCornersUp()
    {
        var smile = new Lens(new(12, 32), new(52, 32), 3, 3, 9);
        Assert.IsLessThan(0, smile.Distance(new(32, 35)), "the middle goes a third down");
        Assert.IsGreaterThan(0, smile.Distance(new(32, 30)));
        Assert.IsLessThan(1, smile.Distance(new(12, 26)), "the corners two thirds up");
        Assert.IsGreaterThan(4, smile.Distance(new(12, 32)));
    }

    [TestMethod]
    public void AStrokeIsAsFarAsItsNearestPoint()
    {
        var stroke = Stroke.Through(new(5, 5), new(20, 20), new(40, 6), 2, 1);
        for (int y = 0; y < 40; y += 3)
        {
            for (int x = 0; x < 60; x += 3)
            {
                double nearest = double.MaxValue;
                for (double t = 0; t <= 1; t += 0.0005)
                {
                    // The curve that passes (20, 20) half-way has its control point at (17.5, 34.5).
                    double cx = ((1 - t) * (1 - t) * 5) + (2 * t * (1 - t) * 17.5) + (t * t * 40);
                    double cy = ((1 - t) * (1 - t) * 5) + (2 * t * (1 - t) * 34.5) + (t * t * 6);
                    nearest = Math.Min(nearest, Math.Sqrt(((x - cx) * (x - cx)) + ((y - cy) * (y - cy))) - (2 - t));
                }
                Assert.AreEqual(nearest, stroke.Distance(new(x, y)), 0.35, $"{x} {y}");
            }
        }
    }

    [TestMethod]
    public void CropsAndIntersectionsAreCorrect()
    {
        var left = new Ellipse(new(24, 32), 14);
        var right = new Ellipse(new(38, 32), 14);
        double both = Area(new Both<Ellipse, Ellipse>(left, right)), rest = Area(new Without<Ellipse, Ellipse>(left, right));
        // Two equal circles whose middles lie one radius apart.
        Assert.AreEqual(14 * 14 * ((2 * Math.PI / 3) - (Math.Sqrt(3) / 2)), both, 3);
        Assert.AreEqual(Math.PI * 14 * 14, both + rest, 3);
    }

    [TestMethod]
    public void NothingIsPaintedOutsideTheCanvas()
    {
        var canvas = new Canvas(16);
        canvas.Fill(new Ellipse(new(-50, 8), 20), Colours.White);
        canvas.Fill(new Ellipse(new(16, 16), 3), Colours.White);
        Assert.AreEqual(0, canvas.Row(8)[0].X);
        Assert.AreEqual(1, canvas.Row(15)[15].X);
    }

    private static double Area<TShape>(TShape shape)
        where TShape : struct, IShape
    {
        var canvas = new Canvas(64);
        canvas.Fill(shape, Colours.White);
        double sum = 0;
        for (int y = 0; y < 64; y++)
        {
            foreach (Vector3 pixel in canvas.Row(y))
                sum += pixel.X;
        }
        return sum;
    }
}
