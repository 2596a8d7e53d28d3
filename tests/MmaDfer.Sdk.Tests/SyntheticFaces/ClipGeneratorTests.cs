using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Faces;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

[TestClass]
public sealed class ClipGeneratorTests
{
    [TestMethod]
    public void TheSameArgumentsGiveTheSameBytesInAnyOrder()
    {
        foreach (FaceStyle style in FaceStyle.All)
        {
            var settings = new ClipSettings { Seed = 5, Style = style, Size = 64 };
            SyntheticClip first = new ClipGenerator(settings).Generate(3);
            var again = new ClipGenerator(settings);
            again.Generate(0);
            AssertSame(first, again.Generate(3));
        }
    }

    [TestMethod]
    public void SeedStyleAndNumberMakeOtherClips()
    {
        var settings = new ClipSettings { Size = 64 };
        SyntheticClip clip = new ClipGenerator(settings).Generate(3);
        foreach (SyntheticClip other in new[]
        {
            new ClipGenerator(settings with { Seed = 2 }).Generate(3),
            new ClipGenerator(settings).Generate(4),
        })
        {
            CollectionAssert.AreNotEqual(clip.Frames[8], other.Frames[8]);
            CollectionAssert.AreNotEqual(clip.Samples, other.Samples);
        }
        SyntheticClip sketch = new ClipGenerator(settings with { Style = FaceStyle.Sketch }).Generate(3);
        CollectionAssert.AreNotEqual(clip.Frames[8], sketch.Frames[8]);
        CollectionAssert.AreEqual(clip.Samples, sketch.Samples, "a style has no voice of its own");
    }

    [TestMethod]
    public void ClipsHaveTheirSizeAndLength()
    {
        SyntheticClip clip = new ClipGenerator(new ClipSettings()).Generate(0);
        Assert.HasCount(16, clip.Frames);
        Assert.IsTrue(clip.Frames.All(f => f.Length == 3 * 96 * 96));
        Assert.HasCount(2 * 16_000, clip.Samples);
        SyntheticClip smooth = new ClipGenerator(new ClipSettings { FramesPerSecond = 25, Size = 112 }).Generate(0);
        Assert.HasCount(50, smooth.Frames);
        Assert.HasCount(3 * 112 * 112, smooth.Frames[0]);
        CollectionAssert.AreEqual(clip.Samples, smooth.Samples);
    }

    [TestMethod]
    public void EmotionsOfOneVoiceSoundTheSame()
    {
        var generator = new ClipGenerator(new ClipSettings { Size = 64 });
        SyntheticClip happy = generator.Generate(new ClipRecipe(1, Emotion.Happiness, 9));
        SyntheticClip surprised = generator.Generate(new ClipRecipe(1, Emotion.Surprise, 9));
        CollectionAssert.AreEqual(happy.Samples, surprised.Samples);
        CollectionAssert.AreNotEqual(happy.Frames[10], surprised.Frames[10]);
    }

    [TestMethod]
    public void EmotionsOfOneFaceMoveTheSame()
    {
        var generator = new ClipGenerator(new ClipSettings { Size = 64 });
        ClipRecipe surprised = new(1, Emotion.Surprise, 9), afraid = surprised with { Emotion = Emotion.Fear };
        (Performance a, Performance b) = (generator.Perform(surprised), generator.Perform(afraid));
        for (double t = 0; t < 2; t += 0.1)
            Assert.AreEqual(a.At(t, 0.5f), b.At(t, 0.5f));
        CollectionAssert.AreNotEqual(generator.Generate(surprised).Samples, generator.Generate(afraid).Samples);
    }

    [TestMethod]
    public void FacesOfDifferentGroupsDifferInTheFrame()
    {
        var generator = new ClipGenerator(new ClipSettings { Size = 64 });
        byte[][] frames =
        [
            .. new[] { Emotion.Happiness, Emotion.Neutral, Emotion.Anger, Emotion.Fear }
                .Select(e => generator.Generate(new ClipRecipe(1, e, 9)).Frames[8]),
        ];
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double changed = frames[i].Zip(frames[j], (p, q) => Math.Abs(p - q)).Count(d => d > 40) / (double)frames[i].Length;
                Assert.IsGreaterThan(0.01, changed);
            }
        }
    }

    [TestMethod]
    public void EmotionsAreBalancedAndPeopleAsAsked()
    {
        var settings = new ClipSettings { FirstIdentity = 50, Identities = 20 };
        ClipRecipe[] recipes = [.. Enumerable.Range(0, 700).Select(i => ClipRecipe.Of(settings, i))];
        foreach (Emotion emotion in EmotionTable.All)
        {
            ClipRecipe[] of = [.. recipes.Where(r => r.Emotion == emotion)];
            Assert.HasCount(100, of);
            Assert.IsGreaterThan(15, of.Select(r => r.Identity).Distinct().Count(), "people show all emotions");
        }
        CollectionAssert.AreEquivalent(Enumerable.Range(50, 20).ToArray(), recipes.Select(r => r.Identity).Distinct().ToArray());
        Assert.IsTrue(Enumerable.Range(0, 100).All(i => recipes.Skip(7 * i).Take(7).Select(r => r.Emotion).Distinct().Count() == 7));
        Assert.IsGreaterThan(50, recipes.Chunk(7).Select(c => string.Join(' ', c.Select(r => r.Emotion))).Distinct().Count());
    }

    [TestMethod]
    public void PeopleOfOneNumberAreTheSameAndOthersAreNot()
    {
        Assert.AreEqual(Identity.Of(4), Identity.Of(4));
        Identity[] people = [.. Enumerable.Range(0, 200).Select(Identity.Of)];
        Assert.HasCount(200, people.Select(p => p.HeadWidth).Distinct().ToArray());
        Assert.HasCount(200, people.Select(p => p.Palette.Skin).Distinct().ToArray());
        Assert.HasCount(6, people.Select(p => p.Hair).Distinct().ToArray());
    }

    [TestMethod]
    public void SettingsThatMakeNoClipAreRefused()
    {
        ArgumentException odd = Assert.ThrowsExactly<ArgumentException>(() => new ClipGenerator(new ClipSettings { Size = 97 }));
        StringAssert.StartsWith(odd.Message, "The size is 97 pixels; it must be even.");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ClipGenerator(new ClipSettings { FramesPerSecond = 0 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ClipGenerator(new ClipSettings { Identities = 0 }));
    }

    private static void AssertSame(SyntheticClip a, SyntheticClip b)
    {
        Assert.AreEqual((a.Emotion, a.Identity), (b.Emotion, b.Identity));
        CollectionAssert.AreEqual(a.Samples, b.Samples);
        for (int i = 0; i < a.Frames.Count; i++)
            CollectionAssert.AreEqual(a.Frames[i], b.Frames[i]);
    }
}
