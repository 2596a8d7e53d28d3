using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Voices;

namespace MmaDfer.Sdk.Tests.SyntheticFaces;

/// <summary>What each group of voices sounds like, measured on the sound itself.</summary>
[TestClass]
public sealed class VoiceTests
{
    private const int Clips = 12;

    private static readonly Lazy<Dictionary<VoiceGroup, Measured>> _measured = new(() => Enum.GetValues<VoiceGroup>().ToDictionary(g => g, Measure));

    private readonly Dictionary<VoiceGroup, Measured> _voices = _measured.Value;

    [TestMethod]
    public void EnergyFollowsTheEmotion()
    {
        Assert.IsGreaterThan(_voices[VoiceGroup.Bright].Decibels + 2, _voices[VoiceGroup.Harsh].Decibels);
        Assert.IsGreaterThan(_voices[VoiceGroup.Flat].Decibels + 2, _voices[VoiceGroup.Bright].Decibels);
        Assert.IsGreaterThan(_voices[VoiceGroup.Trembling].Decibels + 3, _voices[VoiceGroup.Flat].Decibels);
    }

    [TestMethod]
    public void PitchFollowsTheEmotion()
    {
        Assert.AreEqual(-1, _voices[VoiceGroup.Flat].Height, 1, "semitones above the speaker's own");
        Assert.IsGreaterThan(_voices[VoiceGroup.Trembling].Height + 1, _voices[VoiceGroup.Bright].Height);
        Assert.IsGreaterThan(_voices[VoiceGroup.Flat].Height + 2.5, _voices[VoiceGroup.Trembling].Height);
        Assert.IsGreaterThan(2.5 * _voices[VoiceGroup.Flat].Range, _voices[VoiceGroup.Bright].Range);
        Assert.IsGreaterThan(1.8 * _voices[VoiceGroup.Flat].Range, _voices[VoiceGroup.Trembling].Range);
    }

    [TestMethod]
    public void TempoFollowsTheEmotion()
    {
        Assert.IsGreaterThan(_voices[VoiceGroup.Flat].Syllables + 1, _voices[VoiceGroup.Bright].Syllables);
        Assert.IsGreaterThan(_voices[VoiceGroup.Trembling].Syllables + 0.5, _voices[VoiceGroup.Flat].Syllables);
    }

    [TestMethod]
    public void AHarshVoiceIsRoughAndATremblingOneBreathy()
    {
        foreach (VoiceGroup regular in new[] { VoiceGroup.Bright, VoiceGroup.Flat })
        {
            Assert.IsLessThan(_voices[regular].Regularity - 0.08, _voices[VoiceGroup.Harsh].Regularity);
            Assert.IsLessThan(_voices[regular].Clearness - 0.15, _voices[VoiceGroup.Trembling].Clearness);
        }
    }

    [TestMethod]
    public void NoVoiceIsClippedOrSilent()
    {
        foreach (Measured voice in _voices.Values)
            Assert.IsTrue(voice.Peak is > 500 and < 32767, $"{voice.Peak}");
    }

    [TestMethod]
    public void SpeakersDiffer()
    {
        double[] pitches = [.. Enumerable.Range(0, 200).Select(i => Speaker.Of(i).Pitch)];
        Assert.IsTrue(pitches.All(p => p is > 70 and < 300), $"{pitches.Min()} to {pitches.Max()}");
        Assert.IsGreaterThan(1.8 * pitches.Min(), pitches.Max());
    }

    [TestMethod]
    public void LoudnessAndPaceOfAVoiceDoNotShowInTheMouth()
    {
        foreach (Measured a in _voices.Values)
        {
            foreach (Measured b in _voices.Values)
                Assert.AreEqual(a.Mouth, b.Mouth, 0.03);
        }
    }

    [TestMethod]
    public void TheMouthFollowsTheLoudness()
    {
        float[] samples = new float[2 * Voice.Rate];
        var noise = new Draws(Draws.Purpose.Sound, 1);
        for (int i = Voice.Rate / 2; i < Voice.Rate; i++)
            samples[i] = noise.Float(-1, 1);
        var mouth = new MouthMovement(samples);
        Assert.IsGreaterThan(0.8f, mouth.At(0.75));
        Assert.IsLessThan(0.35f, mouth.At(0.25));
        Assert.IsLessThan(0.35f, mouth.At(1.5));
        Assert.AreEqual(0.45f, new MouthMovement(new float[Voice.Rate]).At(0.5), 1e-6f, "silence is no division by zero");
    }

    private static Measured Measure(VoiceGroup group)
    {
        Emotion emotion = EmotionTable.All.First(e => EmotionTable.Voice(e) == group);
        var generator = new ClipGenerator(new ClipSettings { Seed = 7 });
        var all = new Measured();
        for (int i = 0; i < Clips; i++)
        {
            var recipe = new ClipRecipe(i, emotion, i);
            Utterance utterance = generator.Speak(recipe);
            short[] recorded = Microphone.Record(utterance, new Draws(Draws.Purpose.Sensor, 7, i));
            double[] sound = [.. recorded.Select(s => s / 32768.0)];
            VoicedFrame[] frames = VoicedFrame.Of(sound);
            double[] semitones = [.. frames.Where(f => f.Regularity > 0.5).Select(f => 12 * Math.Log2(f.Hertz / Speaker.Of(i).Pitch)).Order()];
            var mouth = new MouthMovement(utterance.Samples);
            all = new Measured
            {
                Decibels = all.Decibels + (10 * Math.Log10(sound.Average(s => s * s)) / Clips),
                Height = all.Height + (semitones[semitones.Length / 2] / Clips),
                Range = all.Range + ((semitones[semitones.Length * 4 / 5] - semitones[semitones.Length / 5]) / Clips),
                Syllables = all.Syllables + (utterance.Syllables.Count / (double)Clips),
                Regularity = all.Regularity + (frames.Average(f => f.Regularity) / Clips),
                Clearness = all.Clearness + (frames.Average(f => f.Clearness) / Clips),
                Peak = Math.Max(all.Peak, recorded.Max(s => Math.Abs((int)s))),
                Mouth = all.Mouth + (Enumerable.Range(0, 16).Average(t => mouth.At((t + 0.5) / 8)) / Clips),
            };
        }
        return all;
    }

    private readonly record struct Measured(
        double Decibels, double Height, double Range, double Syllables, double Regularity, double Clearness, int Peak, double Mouth);
}
