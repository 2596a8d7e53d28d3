using MmaDfer.Samples.SyntheticFaces.Voices;
using MmaDfer.Samples.SyntheticPeople;
using MmaDfer.Samples.SyntheticPeople.People;
using MmaDfer.Samples.SyntheticPeople.Voices;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Samples.Tests.People;

/// <summary>Sentences of Flite in the manner of an emotion.</summary>
[TestClass]
public sealed class FreeSpeechTests
{
    private static readonly Manner Calm = new()
    {
        Height = 0, Range = 2, Slope = 0, Energy = -9, Tempo = 4.2, Jitter = 0.002, Roughness = 0, Tremor = 0, Breath = 0.02, Tilt = 0.5,
    };

    [TestMethod]
    public void AShareOfTheClipsHasWords()
    {
        var settings = new PeopleSettings { SpeechShare = 0.5 };
        bool[] words = [.. Enumerable.Range(0, 1000).Select(i => Speaking.IsSpeech(settings.Recipe(i), settings))];
        Assert.IsTrue(words.Count(w => w) is > 440 and < 560);
        Assert.IsFalse(Enumerable.Range(0, 100).Any(i => Speaking.IsSpeech(settings.Recipe(i), new PeopleSettings())));
        Assert.IsTrue(Enumerable.Range(0, 100).All(i => Speaking.IsSpeech(settings.Recipe(i), settings with { SpeechShare = 1 })));
        Assert.IsFalse(FreeSpeech.IsInstalled("no-such-flite"));
    }

    [TestMethod]
    public void TheSameClipIsTheSameSpeechAndMannersAreHeard()
    {
        if (!FreeSpeech.IsInstalled())
            RequiredTools.Missing("MMADFER_REQUIRE_FLITE", "flite is not installed, so no sentence was spoken.");
        float[] calm = Say(Calm);
        Assert.HasCount(4 * Voice.Rate, calm);
        CollectionAssert.AreEqual(calm, Say(Calm));
        Assert.IsGreaterThan(0.01, Energy(calm));
        Assert.IsTrue(calm.All(s => MathF.Abs(s) < 1.5f));
        Assert.IsGreaterThan(1.12 * Hertz(calm), Hertz(Say(Calm with { Height = 7 })));
        Assert.IsGreaterThan(1.3 * Length(Say(Calm with { Tempo = 6.5 }, "the man is at the door")), Length(Say(Calm with { Tempo = 3.6 }, "the man is at the door")));
        // Breath and a pressed voice have more of the high tones.
        Assert.IsGreaterThan(1.03 * Bright(calm), Bright(Say(Calm with { Breath = 0.8 })));
        Assert.IsGreaterThan(1.08 * Bright(calm), Bright(Say(Calm with { Tilt = 0.05 })));
        Assert.AreNotEqual(Energy(calm), Energy(Say(Calm with { Roughness = 0.6 })));

        static float[] Say(Manner manner, string? text = null) =>
            FreeSpeech.Speak(Person.Of(4) with { Appearance = 1 }, new Speaker(105, 1, 0), manner, Draw.Text.Of(1, 6), 4, text).Samples;
    }

    private static double Energy(float[] samples) => Math.Sqrt(samples.Average(s => (double)s * s));

    /// <summary>From the first loud sample to the last.</summary>
    private static int Length(float[] samples) =>
        Array.FindLastIndex(samples, s => MathF.Abs(s) > 0.03f) - Array.FindIndex(samples, s => MathF.Abs(s) > 0.03f);

    private static double Bright(float[] samples) =>
        Math.Sqrt(samples.Zip(samples.Skip(1)).Average(p => (double)(p.Second - p.First) * (p.Second - p.First))) / Energy(samples);

    /// <summary>The median of the pitch, by autocorrelation of loud parts.</summary>
    private static double Hertz(float[] samples)
    {
        const int Part = 800;
        var found = new List<double>();
        for (int start = 0; start + (2 * Part) < samples.Length; start += Part)
        {
            float[] part = samples[start..(start + (2 * Part))];
            if (Energy(part) < 0.7 * Energy(samples))
                continue;
            int best = Enumerable.Range(Voice.Rate / 260, (Voice.Rate / 60) - (Voice.Rate / 260)).MaxBy(lag => Enumerable.Range(0, Part).Sum(i => (double)part[i] * part[i + lag]));
            found.Add(Voice.Rate / (double)best);
        }
        found.Sort();
        return found[found.Count / 2];
    }
}
