using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>A person who holds the head to a side.</summary>
[TestClass]
public sealed class TiltedPhotographTests
{
    private const int Size = 48;

    [TestMethod]
    public void APersonsTiltedHeadIsFoundAndShownUpright()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("portrait");
        double[] upright = Cut(rgb, width, height, straighten: false, out _);
        foreach (int degrees in new[] { 20, -35, 45 })
        {
            byte[] tilted = Turn(rgb, width, height, degrees);
            double[] asIs = Cut(tilted, width, height, straighten: false, out _), straightened = Cut(tilted, width, height, straighten: true, out FaceBox face);
            System.Numerics.Vector2 across = face.Landmarks!.Value.LeftEye - face.Landmarks.Value.RightEye;
            double told = Math.Atan2(across.Y, across.X) * 180 / Math.PI, before = Likeness(upright, asIs), after = Likeness(upright, straightened);
            Console.WriteLine($"{degrees} degrees, told as {told:0.0}: as much like the upright face as {before:0.00}, straightened {after:0.00}");
            Assert.AreEqual(degrees, told, 8);
            // Boxes of heads that are tilted by more are smaller, too.
            Assert.IsGreaterThan(degrees == 20 ? 0.9 : 0.55, after);
            Assert.IsGreaterThan(before + 0.15, after);
        }
    }

    /// <summary>The grey levels that a network sees of the face that the face model finds.</summary>
    private static double[] Cut(byte[] rgb, int width, int height, bool straighten, out FaceBox face)
    {
        var frames = new CutFrames(new() { FaceFinder = new NeuralFaceFinder(FaceModels.Path(FaceModels.BlazeFace)), StraightenFace = straighten }, Size);
        (byte[]? cut, FaceBox? found) = (null, null);
        for (int i = 0; i < 4; i++)
            (cut, found) = frames.Push(new FrameView(rgb, width, height, PixelLayout.Rgb24));
        Assert.IsNotNull(cut);
        face = found!.Value;
        return [.. cut.Chunk(3).Select(p => (double)(p[0] + p[1] + p[2]))];
    }

    /// <summary>The photograph, turned clockwise about its middle.</summary>
    private static byte[] Turn(byte[] rgb, int width, int height, int degrees)
    {
        byte[] turned = new byte[rgb.Length];
        (float sin, float cos) = MathF.SinCos(degrees * MathF.PI / 180);
        for (int i = 0; i < width * height; i++)
        {
            float x = (i % width) - (width / 2f), y = (i / width) - (height / 2f);
            int column = Math.Clamp((int)((x * cos) + (y * sin) + (width / 2f)), 0, width - 1);
            int row = Math.Clamp((int)((y * cos) - (x * sin) + (height / 2f)), 0, height - 1);
            rgb.AsSpan(3 * (row * width + column), 3).CopyTo(turned.AsSpan(3 * i));
        }
        return turned;
    }

    /// <summary>The best correlation of the middle of a face with another, moved by some pixels: boxes of tilted heads differ a little.</summary>
    private static double Likeness(double[] a, double[] b)
    {
        const int reach = 8;
        double best = -1;
        for (int move = 0; move < (2 * reach + 1) * (2 * reach + 1); move++)
            best = Math.Max(best, Correlation(Part(a, 0, 0), Part(b, (move % (2 * reach + 1)) - reach, (move / (2 * reach + 1)) - reach)));
        return best;

        static double[] Part(double[] face, int x, int y) =>
            [.. Enumerable.Range(reach, Size - (2 * reach)).SelectMany(row => face.Skip((row + y) * Size + reach + x).Take(Size - (2 * reach)))];
    }

    private static double Correlation(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        double both = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return both / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
