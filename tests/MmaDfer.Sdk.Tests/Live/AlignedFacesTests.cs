using System.Numerics;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>Faces that are aligned by eyes and mouth, as some models learned them.</summary>
[TestClass]
public sealed class AlignedFacesTests
{
    private const int Size = 96, Width = 401, Height = 301;
    private readonly CutFrames _frames = new(new() { FaceFinder = new ScriptedFinder(), AlignFace = true }, Size);

    [TestMethod]
    [DataRow(40, 44, 0)]
    [DataRow(40, 44, 2)]
    [DataRow(40, 44, -35)]
    [DataRow(40, 44, 80)]
    [DataRow(26, 44, 20)]
    [DataRow(70, 60, -10)]
    public void EyesAndMouthHaveTheirPlaces(int across, int down, int degrees)
    {
        FaceBox face = Face(across, down, degrees);
        byte[] cut = Push(Dots(face.Landmarks!.Value), face);
        // Whatever the finder takes for the box.
        CollectionAssert.AreEqual(cut, Push(Dots(face.Landmarks!.Value), face.Scale(1.2f) with { Y = face.Y - 20 }));
        float side = 1.75f * MathF.Sqrt((across * across) + (down * down));
        float level = (0.5f - (0.46f * down / side)) * Size, half = across / side / 2 * Size;
        AssertNear(new((Size / 2f) - half, level), Centre(cut, 0), "right eye");
        AssertNear(new((Size / 2f) + half, level), Centre(cut, 1), "left eye");
        AssertNear(new(Size / 2f, (0.5f + (0.54f * down / side)) * Size), Centre(cut, 2), "mouth");
        Assert.AreEqual(0, _frames.Straightened, "It counts what StraightenFace does.");
    }

    [TestMethod]
    public void CornersOfTheMouthAreBetterThanItsMiddle()
    {
        // The middle of lips moves when the mouth opens, the corners hardly.
        FaceBox face = Face(40, 44, 15);
        FaceLandmarks points = face.Landmarks!.Value, open = points with
        {
            Mouth = points.Mouth + new Vector2(-2, 9), RightMouthCorner = points.Mouth - new Vector2(12, 3), LeftMouthCorner = points.Mouth + new Vector2(12, 3),
        };
        CollectionAssert.AreEqual(Push(Dots(points), face), Push(Dots(points), face with { Landmarks = open }));
    }

    [TestMethod]
    public void WithoutLandmarksThePartOfTheBoxIsAGuess()
    {
        FaceBox face = Face(40, 44, 0);
        byte[] guessed = Push(Dots(face.Landmarks!.Value), face with { Landmarks = null });
        // 0.86 of the box, its middle 7 % lower.
        var part = new FaceBox(face.CenterX - (0.43f * face.Width), face.CenterY - (0.36f * face.Height), 0.86f * face.Width, 0.86f * face.Height);
        Vector2 eye = face.Landmarks!.Value.RightEye;
        AssertNear(new((eye.X - part.X) / part.Width * Size, (eye.Y - part.Y) / part.Height * Size), Centre(guessed, 0), "right eye");
    }

    [TestMethod]
    public void AFrameThatIsTheFaceStaysWhole()
    {
        // As clips are: already cut.
        FrameView frame = Dots(Face(40, 44, 30).Landmarks!.Value);
        var box = new CutFrames(new() { FaceFinder = new ScriptedFinder() }, Size);
        var whole = new FaceBox(0, 0, Width, Height);
        CollectionAssert.AreEqual(box.Push(frame, whole).Cut, Push(frame, whole));
    }

    [TestMethod]
    public void PointsThatAreNoFaceAreNotFollowed()
    {
        FaceBox face = Face(40, 44, 0);
        FrameView frame = Dots(face.Landmarks!.Value);
        byte[] guessed = Push(frame, face with { Landmarks = null });
        FaceLandmarks points = face.Landmarks!.Value;
        foreach (FaceLandmarks odd in (FaceLandmarks[])[points with { RightEye = points.LeftEye }, points with { Mouth = new(9000, 9000) }, points with { LeftEye = new(float.NaN, 3) }])
            CollectionAssert.AreEqual(guessed, Push(frame, face with { Landmarks = odd }), odd.ToString());
    }

    private byte[] Push(FrameView frame, FaceBox face)
    {
        byte[]? cut = _frames.Push(frame, face).Cut;
        Assert.IsNotNull(cut);
        return cut;
    }

    /// <summary>A face of these distances, between the eyes and from their middle to the mouth, turned about the middle of the frame.</summary>
    private static FaceBox Face(int across, int down, int degrees)
    {
        var middle = new Vector2(200.5f, 150.5f);
        var turn = Matrix3x2.CreateRotation(degrees * MathF.PI / 180, middle);
        Vector2 At(float x, float y) => Vector2.Transform(middle + new Vector2(x, y), turn);
        return new FaceBox(140.5f, 90.5f, 120, 120)
        {
            Landmarks = new(At(-across / 2f, -down / 2f), At(across / 2f, -down / 2f), At(0, 0), At(0, down / 2f)),
        };
    }

    /// <summary>A dark frame with the right eye in red, the left one in green, the mouth in blue.</summary>
    private static FrameView Dots(FaceLandmarks points)
    {
        byte[] pixels = new byte[3 * Width * Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            var at = new Vector2((i / 3 % Width) + 0.5f, (i / 3 / Width) + 0.5f);
            Vector2 point = (i % 3) switch { 0 => points.RightEye, 1 => points.LeftEye, _ => points.Mouth };
            pixels[i] = (byte)(255 * Math.Clamp(5 - Vector2.Distance(at, point), 0, 1));
        }
        return new FrameView(pixels, Width, Height, PixelLayout.Rgb24);
    }

    private static Vector2 Centre(byte[] cut, int colour)
    {
        Vector2 sum = default;
        float total = 0;
        for (int i = colour; i < cut.Length; i += 3)
        {
            sum += cut[i] * new Vector2((i / 3 % Size) + 0.5f, (i / 3 / Size) + 0.5f);
            total += cut[i];
        }
        return sum / total;
    }

    private static void AssertNear(Vector2 expected, Vector2 actual, string what) =>
        Assert.IsLessThan(0.6f, Vector2.Distance(expected, actual), $"{what}: {actual} instead of {expected}");
}
