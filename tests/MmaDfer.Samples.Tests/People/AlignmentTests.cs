using System.Numerics;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople;
using MmaDfer.Samples.SyntheticPeople.Expressions;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.People;
using MmaDfer.Samples.SyntheticPeople.Rendering;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Samples.Tests.People;

/// <summary>Frames that show a face as the SDK cuts an aligned one.</summary>
[TestClass]
public sealed class AlignmentTests
{
    private const int Side = 96;

    [TestMethod]
    public void EyesAndMouthAreWhereTheSdkPutsThem()
    {
        using var folder = new TemporaryFolder();
        Head head = TinyHead.Read(folder["kit"]);
        var lines = new FaceLines(head);
        var maker = new FigureMaker(new FaceMap(head), lines);
        var names = new ShapeNames(head);
        float[] weights = new float[names.Total];
        names.Add("jawOpen", 0.6, 0, weights);
        var anchor = new V3(0, lines.Points[8].Y + 8.7f, lines.Points[27].Z - 2.5f);
        foreach ((float yaw, float pitch) in new[] { (0f, 0f), (0.08f, 0.03f), (-0.1f, -0.05f), (0.05f, -0.06f) })
        {
            for (int number = 0; number < 4; number++)
            {
                var person = Person.Of(number);
                var draws = new Draws((Draws.Purpose)900, number);
                var geometry = new FrameGeometry(maker.Make(person, Outfit.Draw(draws, person), draws), Side);
                // Nothing is wrong with this alignment.
                geometry.Update(head.Shapes, weights, new View(yaw, pitch, 0, 60, 1, 0, 0, null, Aligned: true), anchor);
                Vector2 right = At(36, 39), left = At(42, 45), mouth = At(48, 54), eyes = (right + left) / 2;
                float across = Vector2.Distance(right, left), down = Vector2.Distance(eyes, mouth);
                Assert.AreEqual(right.Y, left.Y, 0.3f, "level");
                Assert.IsGreaterThan(right.X, left.X);
                Assert.AreEqual(Side, 1.75f * MathF.Sqrt((across * across) + (down * down)), 0.5f, "side");
                Assert.AreEqual(0, Vector2.Distance(new(Side / 2f, Side / 2f), Vector2.Lerp(eyes, mouth, 0.46f)), 0.5f, "middle");

                Vector2 At(int a, int b) => (Screen(a) + Screen(b)) / 2;
                Vector2 Screen(int landmark) => new(geometry.Screen[3 * head.Landmarks[landmark]], geometry.Screen[(3 * head.Landmarks[landmark]) + 1]);
            }
        }
    }

    [TestMethod]
    public void AlignmentIsAsWrongAsThatOfAFaceNetwork()
    {
        // By design: errors of a few percent of the frame, and of two degrees or so.
        double[] sides = [.. Views().Select(v => (double)v.Side)], shifts = [.. Views().Select(v => (double)v.ShiftX)], rolls = [.. Views().Select(v => 360.0 * v.Roll)];
        foreach ((double[] values, double mean, double least, double most) in new[] { (sides, 1, 0.02, 0.06), (shifts, 0, 0.008, 0.025), (rolls, 0, 1, 4) })
        {
            double average = values.Average();
            Assert.AreEqual(mean, average, most / 3);
            Assert.IsInRange(least, most, Math.Sqrt(values.Average(v => (v - average) * (v - average))));
        }

        static IEnumerable<View> Views() => Enumerable.Range(0, 300).Select(i =>
            new CameraWork(new Draws((Draws.Purpose)901, i), 2, obstacle: false, faceShare: 1, aligned: true).At(0.7));
    }
}
