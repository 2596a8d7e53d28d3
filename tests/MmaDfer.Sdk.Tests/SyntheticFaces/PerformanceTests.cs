using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Faces;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

[TestClass]
public sealed class PerformanceTests
{
    [TestMethod]
    public void AnExpressionSetsInPeaksAndFades()
    {
        for (int i = 0; i < 50; i++)
        {
            ExpressionCurve curve = ExpressionCurve.Draw(new Draws(Draws.Purpose.Face, i), 2);
            float peak = curve.At(curve.Onset + curve.Rise);
            Assert.AreEqual(0f, curve.At(curve.Onset));
            Assert.AreEqual((float)curve.Intensity, peak, 1e-6f, "it has not begun to fade when it is at its height");
            float end = curve.At(curve.Offset + curve.Fall);
            Assert.AreEqual(curve.Rest * curve.Intensity, end, 1e-6);
            for (double t = -0.2; t < 2.2; t += 0.01)
            {
                Assert.IsLessThanOrEqualTo(peak, curve.At(t));
                Assert.AreEqual(curve.At(t), curve.At(t + 0.01), 0.12f, "no jumps");
            }
        }
    }

    [TestMethod]
    public void EyesBlinkNowAndThen()
    {
        int closed = 0;
        for (int i = 0; i < 100; i++)
        {
            var blinks = new Blinks(new Draws(Draws.Purpose.Face, i), 2);
            if (Enumerable.Range(0, 200).Any(t => blinks.OpeningAt(t / 100.0) == 0))
                closed++;
        }
        Assert.IsTrue(closed is > 40 and < 95, $"{closed} of 100 clips");
    }

    [TestMethod]
    public void TheVoiceOpensOnlyTheMouth()
    {
        var performance = new Performance(FaceGroup.Still, new Draws(Draws.Purpose.Face, 3), 2);
        Expression silent = performance.At(1, 0), speaking = performance.At(1, 1);
        Assert.IsGreaterThan(silent.MouthOpening + 0.2f, speaking.MouthOpening);
        Assert.AreEqual(silent with { MouthOpening = 0, MouthWidth = 0 }, speaking with { MouthOpening = 0, MouthWidth = 0 });
    }
}
