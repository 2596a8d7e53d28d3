using System.Numerics;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;
using MmaDfer.Sdk.Tests.Sources.Pixels;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>Faces of tilted heads, turned upright by their eyes.</summary>
[TestClass]
public sealed class StraightenedFacesTests
{
    private const int Size = 48;
    private readonly ScriptedFinder _finder = new();
    private CutFrames _frames = null!;

    [TestInitialize]
    public void Open() => Open(straighten: true);

    [TestMethod]
    public void AHeadTiltedByAnyAngleIsCutOutAsAnUprightOne()
    {
        foreach (PixelLayout layout in new[] { PixelLayout.Rgb24, PixelLayout.Bgra32, PixelLayout.Gray8, PixelLayout.Nv12 })
        {
            foreach ((int rotation, bool mirrored) in PlainTurn.All)
            {
                FrameView upright = Head(layout, 401, 301, 0, 151.5f, 140.5f, 111, out FaceBox face, rotation, mirrored);
                byte[] expected = Push(upright, face);
                foreach (int degrees in new[] { 4, 10, -25, 45, 90, -120, 180 })
                {
                    FrameView frame = Head(layout, 401, 301, degrees, 151.5f, 140.5f, 111, out FaceBox tilted, rotation, mirrored);
                    AssertClose(expected, Push(frame, tilted), 1.5, $"{layout}, {rotation}, {mirrored}, {degrees} degrees");
                }
            }
        }
        Assert.AreEqual(4 * 8 * 7, _frames.Straightened);
    }

    [TestMethod]
    public void AHeadThatIsFoundInALargeFrameIsStraightenedToo()
    {
        // Every third row of 1600 x 1200 in BGRA is copied, and surroundings with all their rows once the face is known.
        foreach ((int rotation, bool mirrored) in PlainTurn.All)
        {
            foreach (int degrees in new[] { 0, 30, -40 })
            {
                Open(straighten: true);
                FrameView frame = Head(PixelLayout.Bgra32, 1600, 1200, degrees, 601, 520, 430, out FaceBox face, rotation, mirrored);
                int step = 0;
                _finder.Where = view =>
                {
                    // 1600 and 1200 are whole numbers of steps, so both frames begin at the same place.
                    step = 1600 / view.Width;
                    return face.Transform(1f / step, 0, 0);
                };
                byte[] expected = Push(Head(PixelLayout.Bgra32, 1600, 1200, 0, 601, 520, 430, out _, rotation, mirrored), face with { Landmarks = null });
                for (int i = 0; i < 8; i++)
                {
                    byte[]? cut = _frames.Push(frame).Cut;
                    if (cut is not null)
                        AssertClose(expected, cut, 3, $"{rotation}, {mirrored}, {degrees} degrees, frame {i}");
                    Assert.AreEqual(i > 0, cut is not null);
                }
                Assert.IsGreaterThan(1, step);
                Assert.AreEqual(degrees == 0 ? 0 : 7, _frames.Straightened);
            }
        }
    }

    [TestMethod]
    public void WithoutEyesWithoutTheOptionAndWithoutATiltNothingChanges()
    {
        FrameView frame = Head(PixelLayout.Rgb24, 401, 301, 30, 151.5f, 140.5f, 111, out FaceBox tilted);
        FrameView nearly = Head(PixelLayout.Rgb24, 401, 301, 2, 151.5f, 140.5f, 111, out FaceBox upright);
        Open(straighten: false);
        byte[] as1 = Push(frame, tilted), as2 = Push(nearly, upright);
        Open(straighten: true);
        CollectionAssert.AreEqual(as1, Push(frame, tilted with { Landmarks = null }));
        CollectionAssert.AreEqual(as2, Push(nearly, upright));
        // Eyes that are one behind the other tell nothing.
        FaceLandmarks points = tilted.Landmarks!.Value;
        CollectionAssert.AreEqual(as1, Push(frame, tilted with { Landmarks = points with { RightEye = points.LeftEye + new Vector2(1, 1) } }));
        Assert.AreEqual(0, _frames.Straightened);
        Assert.IsGreaterThan(20, Difference(as1, Push(frame, tilted)));
        Assert.AreEqual(1, _frames.Straightened);
    }

    [TestMethod]
    public void ThePersonsRightMayBeOnTheRight()
    {
        // As in a mirror image whose frame does not say that it is one.
        FrameView frame = Head(PixelLayout.Rgb24, 401, 301, 30, 151.5f, 140.5f, 111, out FaceBox face);
        FaceLandmarks points = face.Landmarks!.Value;
        byte[] expected = Push(frame, face);
        CollectionAssert.AreEqual(expected, Push(frame, face with { Landmarks = points with { RightEye = points.LeftEye, LeftEye = points.RightEye } }));
    }

    [TestMethod]
    public void BeyondTheFrameItsEdgeGoesOn()
    {
        // A frame of one colour, with a face that is half outside of it.
        byte[] pixels = new byte[3 * 90 * 70];
        Array.Fill(pixels, (byte)77);
        var frame = new FrameView(pixels, 90, 70, PixelLayout.Rgb24);
        foreach ((float x, float y) in new[] { (-30f, -20f), (60, 40), (-30, 40), (20, 10) })
        {
            byte[] cut = Push(frame, new FaceBox(x, y, 60, 60) { Landmarks = Points(new(x + 30, y + 30), 60, 37) });
            Assert.IsTrue(cut.All(b => b == 77), $"{x}, {y}");
        }
    }

    [TestMethod]
    public void AnyNumbersAreSurvived()
    {
        var random = new Random(3);
        FrameView frame = PlainTurn.Noise(PixelLayout.I420, 97, 63, 3);
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -1e30f, 0, 1e-30f, 1e9f];
        for (int i = 0; i < 3000; i++)
        {
            (int rotation, bool mirrored) = PlainTurn.All.ElementAt(i % 8);
            var face = new FaceBox(Number(), Number(), Number(), Number())
            {
                Landmarks = new(new(Number(), Number()), new(Number(), Number()), new(Number(), Number()), new(Number(), Number())),
            };
            _frames.Process(frame with { Rotation = rotation, Mirrored = mirrored }, face);
        }

        float Number() => random.Next(12) == 0 ? odd[random.Next(odd.Length)] : (float)((random.NextDouble() - 0.3) * 150);
    }

    [TestMethod]
    public void TurningAndStraighteningAllocateNothing()
    {
        byte[] pixels = new byte[4 * 1280 * 720];
        long allocated = 0;
        foreach (PixelLayout layout in new[] { PixelLayout.Bgra32, PixelLayout.Nv12 })
        {
            for (int i = 0; i < 200; i++)
            {
                (int rotation, bool mirrored) = ((i / 2 % 4) * 90, i % 2 == 1);
                var frame = new FrameView(pixels, 1280, 720, layout) { Rotation = rotation, Mirrored = mirrored };
                var face = new FaceBox(200, 150, 300, 300) { Landmarks = Points(new(350, 300), 300, 20 * (i / 8 % 3)) };
                long before = GC.GetAllocatedBytesForCurrentThread();
                _frames.Process(frame, face);
                // Each of the places of the ring and the queue takes its memory when it is first needed, and other sizes more.
                if (i >= 100)
                    allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
        Assert.AreEqual(0, allocated);
        Assert.IsGreaterThan(100, _frames.Straightened);
    }

    private void Open(bool straighten) => _frames = new CutFrames(new() { FaceFinder = _finder, StraightenFace = straighten }, Size);

    private byte[] Push(FrameView frame, FaceBox face)
    {
        byte[]? cut = _frames.Push(frame, face).Cut;
        Assert.IsNotNull(cut);
        return cut;
    }

    /// <summary>A frame that shows a pattern, tilted about the middle of a face once the frame is upright.</summary>
    private static FrameView Head(
        PixelLayout layout, int uprightWidth, int uprightHeight, int degrees, float x, float y, float side, out FaceBox face,
        int rotation = 0, bool mirrored = false)
    {
        (int width, int height) = rotation is 90 or 270 ? (uprightHeight, uprightWidth) : (uprightWidth, uprightHeight);
        byte[] pixels = new byte[FrameGeometry.PackedBytes(width, height, layout)];
        Array.Fill(pixels, (byte)128);
        FrameView frame = new(pixels, width, height, layout, 0, YuvRange.Full) { Rotation = rotation, Mirrored = mirrored };
        int bytes = (int)FrameGeometry.RowBytes(1, layout);
        (float sin, float cos) = MathF.SinCos(degrees * MathF.PI / 180);
        for (int row = 0; row < uprightHeight; row++)
        {
            for (int column = 0; column < uprightWidth; column++)
            {
                float u = (column + 0.5f - x) / side, v = (row + 0.5f - y) / side;
                (u, v) = ((u * cos) + (v * sin), (v * cos) - (u * sin));
                double value = 128 + (50 * Math.Sin(9 * u) * Math.Cos(7 * v)) + (40 * Math.Sin((5 * v) + (3 * u)));
                PixelArea at = frame.Turn.ToStored(new PixelArea(column, row, 1, 1), width, height);
                pixels.AsSpan(frame.Geometry.Row(at.Top) + (bytes * at.Left), bytes).Fill((byte)Math.Round(value));
            }
        }
        face = new FaceBox(x - (side / 2), y - (side / 2), side, side) { Landmarks = Points(new(x, y), side, degrees) };
        return frame;
    }

    private static FaceLandmarks Points(Vector2 middle, float side, int degrees)
    {
        var turn = Matrix3x2.CreateRotation(degrees * MathF.PI / 180, middle);
        Vector2 At(float u, float v) => Vector2.Transform(middle + (new Vector2(u, v) * side), turn);
        return new(At(-0.2f, -0.1f), At(0.2f, -0.1f), At(0, 0.1f), At(0, 0.25f));
    }

    private static double Difference(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    private static void AssertClose(byte[] expected, byte[] actual, double most, string what)
    {
        Assert.IsLessThan(most, Difference(expected, actual), what);
        Assert.IsLessThan(12 * most, expected.Zip(actual, (x, y) => Math.Abs(x - y)).Max(), what);
    }
}
