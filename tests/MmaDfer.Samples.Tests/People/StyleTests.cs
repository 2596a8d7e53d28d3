using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.People;
using MmaDfer.Samples.SyntheticPeople.Rendering;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Samples.Tests.People;

/// <summary>Ways to shade, and crying.</summary>
[TestClass]
public sealed class StyleTests
{
    [TestMethod]
    public void HalfOfTheClipsAreShadedInOtherWays()
    {
        ShadingStyle[] styles = [.. Enumerable.Range(0, 1000).Select(i => ShadingStyle.Draw(Draw.Style.Of(1, i), Emotion.Neutral))];
        Assert.IsTrue(styles.Count(s => s is { Lamps: 1, Shadow: 1, Steps: 0, Wrap: 1 }) is > 440 and < 560);
        Assert.IsTrue(styles.Count(s => s.Lamps < 0.3f) is > 60 and < 140, "light from all sides");
        Assert.IsTrue(styles.Count(s => s.Steps > 0) is > 50 and < 110, "in steps");
        Assert.IsTrue(styles.Count(s => s.Gloss > 2.4f) is > 60 and < 130, "plastic");
        // Nobody becomes black or white by it: the lamps and what is around make about as much light as before.
        var lighting = Lighting.Draw(Draw.Lights.Of(1, 2));
        foreach (Lighting changed in styles.Select(s => s.Of(lighting)))
            Assert.IsTrue((changed.Lamps[0].Colour.Y + changed.Sky.Y) / (lighting.Lamps[0].Colour.Y + lighting.Sky.Y) is > 0.3f and < 3);
    }

    [TestMethod]
    public void StepsOfBrightnessAreFlatAndRise()
    {
        ShadingStyle style = Enumerable.Range(0, 100).Select(i => ShadingStyle.Draw(Draw.Style.Of(1, i), Emotion.Neutral)).First(s => s.Steps > 0);
        float[] ramp = [.. Enumerable.Range(1, 400).Select(i => style.Stepped(new V3(i / 400f, i / 400f, i / 400f)).Y)];
        Assert.IsTrue(ramp.Zip(ramp.Skip(1)).All(p => p.Second > p.First - 1e-5f));
        Assert.IsGreaterThan(250, ramp.Zip(ramp.Skip(1)).Count(p => p.Second < p.First + 1e-5f));
        // Hue stays.
        V3 red = style.Stepped(new V3(0.4f, 0.2f, 0.1f));
        Assert.AreEqual(2, red.X / red.Y, 1e-3);
        ShadingStyle smooth = Enumerable.Range(0, 100).Select(i => ShadingStyle.Draw(Draw.Style.Of(1, i), Emotion.Neutral)).First(s => s.Steps == 0);
        Assert.AreEqual(0.37f, smooth.Stepped(new V3(0.37f, 0.37f, 0.37f)).Y);
    }

    [TestMethod]
    public void SomeOfTheSadCryAndHardlyAnybodyElse()
    {
        Assert.IsTrue(Crying(Emotion.Sadness) is > 230 and < 370);
        Assert.IsTrue(Crying(Emotion.Happiness) is > 0 and < 50);

        static int Crying(Emotion emotion) => Enumerable.Range(0, 1000).Count(i => ShadingStyle.Draw(Draw.Style.Of(1, i), emotion).Redness > 0);
    }

    [TestMethod]
    public void TearsShineBelowTheEyesAndLidsAreRed()
    {
        using var folder = new TemporaryFolder();
        Head head = TinyHead.Read(folder["kit"]);
        var map = new FaceMap(head);
        var lines = new FaceLines(head);
        var painter = new SkinPainter(map, lines);
        var person = Person.Of(3);
        var none = new MakeUp(0, default, 0, 0, default, 0, 0);
        PaintedSkin dry = painter.Paint(person, none), wet = painter.Paint(person, none, 1);
        int cheeks = 0, lids = 0;
        for (int i = 0; i < map.Points.Length; i++)
        {
            V3 p = map.Points[i];
            if (wet.Shine[i] > dry.Shine[i] + 1)
            {
                cheeks++;
                Assert.IsTrue(p.Y < lines.LeftLowerLid.Max(q => q.Y) && p.Z >= 5);
            }
            if (wet.Colours[i].Y / wet.Colours[i].X < 0.9f * dry.Colours[i].Y / dry.Colours[i].X)
                lids++;
            if (p.Y > lines.LeftBrow.Max(q => q.Y) + 1)
                Assert.AreEqual(dry.Colours[i], wet.Colours[i]);
        }
        Assert.IsGreaterThan(30, cheeks);
        Assert.IsGreaterThan(30, lids);
    }
}
