using System.Numerics;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Drawing;
using MmaDfer.Samples.SyntheticFaces.Faces;
using MmaDfer.Samples.SyntheticFaces.Painting;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

/// <summary>What each group of faces does, on many people in every style.</summary>
[TestClass]
public sealed class FaceGeometryTests
{
    private const int People = 40;

    [TestMethod]
    public void CornersOfTheMouthGoUpInASmileAndDownInAFrown()
    {
        foreach (Portrait rest in Portraits(new Expression()))
        {
            float still = MouthShape.Of(rest).Lift;
            Assert.IsGreaterThan(still + (0.1f * rest.Frame.Scale), MouthShape.Of(As(rest, FaceGroup.Smiling)).Lift);
            Assert.IsLessThan(still - (0.08f * rest.Frame.Scale), MouthShape.Of(As(rest, FaceGroup.Frowning)).Lift);
            Assert.AreEqual(still, MouthShape.Of(As(rest, FaceGroup.Still)).Lift, 0.04f * rest.Frame.Scale);
        }
    }

    [TestMethod]
    public void ASmileIsWideAndAGaspNarrowAndOpen()
    {
        foreach (Portrait rest in Portraits(new Expression()))
        {
            MouthShape still = MouthShape.Of(rest), smile = MouthShape.Of(As(rest, FaceGroup.Smiling)), gasp = MouthShape.Of(As(rest, FaceGroup.Startled));
            Assert.IsGreaterThan(1.15f * Width(still), Width(smile));
            Assert.IsLessThan(0.85f * Width(still), Width(gasp));
            Assert.IsGreaterThan(smile.Upper + smile.Lower, gasp.Upper + gasp.Lower);
            Assert.IsGreaterThan(3 * (still.Upper + still.Lower), gasp.Upper + gasp.Lower);
        }
    }

    [TestMethod]
    public void BrowsRiseOrArePressedDownAndTogether()
    {
        foreach (Portrait rest in Portraits(new Expression()))
        {
            foreach (int side in new[] { -1, 1 })
            {
                EyeShape still = EyeShape.Of(rest, side), frown = EyeShape.Of(As(rest, FaceGroup.Frowning), side);
                EyeShape gasp = EyeShape.Of(As(rest, FaceGroup.Startled), side);
                float scale = rest.Frame.Scale;
                Assert.IsLessThan(still.BrowMiddle.Y - (0.08f * scale), gasp.BrowMiddle.Y);
                Assert.IsGreaterThan(still.BrowInner.Y + (0.12f * scale), frown.BrowInner.Y);
                Assert.IsGreaterThan(frown.BrowOuter.Y, frown.BrowInner.Y, "the inner end is the lower one");
                Assert.IsGreaterThan(1.3f * still.Upper, gasp.Upper);
                Assert.IsLessThan(0.8f * still.Upper, frown.Upper);
            }
        }
    }

    [TestMethod]
    public void AFrownIsUneven()
    {
        var performances = Enumerable.Range(0, 40).Select(i => PeakExpression.Draw(FaceGroup.Frowning, new Draws(Draws.Purpose.Face, i))).ToArray();
        Assert.IsTrue(performances.All(p => MathF.Abs(p.MouthSkew) > 0.2f));
        Assert.IsGreaterThan(5, performances.Count(p => p.MouthSkew > 0));
        Assert.IsGreaterThan(5, performances.Count(p => p.MouthSkew < 0));
    }

    [TestMethod]
    public void FeaturesStayOnTheHead()
    {
        foreach (FaceGroup group in Enum.GetValues<FaceGroup>())
        {
            foreach (Portrait portrait in Portraits(PeakExpression.Of(group) with { Yaw = 0.35f, Pitch = -0.1f, Roll = 0.1f }))
            {
                Ellipse head = portrait.Head(1.05f, 1.02f);
                MouthShape mouth = MouthShape.Of(portrait);
                EyeShape eye = EyeShape.Of(portrait, 1);
                foreach (Vector2 point in new[] { mouth.Left, mouth.Right, eye.Left, eye.Right, eye.BrowOuter })
                    Assert.IsLessThan(1, head.Distance(point), $"{group}, in pixels");
            }
        }
    }

    [TestMethod]
    public void ATurnMovesTheNoseMoreThanTheEars()
    {
        HeadFrame straight = new(new(48, 48), 40, 0.8f, 0.1f, new Expression()), turned = new(new(48, 48), 40, 0.8f, 0.1f, new Expression { Yaw = 0.3f });
        float nose = turned.At(0, 0.2f, 0.1f).X - straight.At(0, 0.2f, 0.1f).X;
        float ear = turned.At(0.8f, 0, -0.3f).X - straight.At(0.8f, 0, -0.3f).X;
        Assert.IsGreaterThan(8, nose);
        Assert.IsLessThan(0.5f * nose, MathF.Abs(ear));
    }

    private static IEnumerable<Portrait> Portraits(Expression shown)
    {
        foreach (FaceStyle style in FaceStyle.All)
        {
            for (int i = 0; i < People; i++)
            {
                Identity person = Identity.Of(i);
                var frame = new HeadFrame(new(48, 48), 40, person.HeadWidth * style.HeadWidth, person.Taper, shown);
                yield return new Portrait(style.BrushFor(new Canvas(96)), frame, person, style, shown);
            }
        }
    }

    private static Portrait As(Portrait portrait, FaceGroup group) =>
        portrait with { Shown = PeakExpression.Of(group) with { Pitch = 0 } };

    private static float Width(MouthShape mouth) => Vector2.Distance(mouth.Left, mouth.Right);
}
