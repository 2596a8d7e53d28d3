using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Live.Voices;

/// <summary>
/// What is a voice, on people and noises that the weights were not made from (numbers from 50 000 on); the whole table is in
/// docs/audio.md.
/// </summary>
[TestClass]
public sealed class VoiceActivityTests
{
    private const int Unseen = 50_000;

    [TestMethod]
    [DataRow(20.0, 0.9)]
    [DataRow(5.0, 0.8)]
    public void VoicesAreFoundInNoise(double decibels, double leastHits)
    {
        int windows = 0, missed = 0, hits = 0, frames = 0;
        foreach (Noise noise in Enum.GetValues<Noise>())
        {
            for (int n = 0; n < 3; n++)
            {
                int rate = n == 2 ? 48_000 : 16_000, seed = Unseen + (10 * (int)noise) + n;
                VoiceMix mix = VoiceMix.Of(DrawnVoices.Speak(seed, seed, rate, 3), new Noises(seed, rate, 3).Make(noise), decibels, -30, rate, seed);
                (float share, bool[] told) = Measure(mix, rate);
                windows++;
                missed += share < VoiceActivity.LeastShare ? 1 : 0;
                hits += mix.Speaking.Zip(told).Count(f => f.First && f.Second);
                frames += mix.Speaking.Count(f => f);
            }
        }
        Console.WriteLine($"{decibels} dB: {missed} of {windows} missed, {(double)hits / frames:P0} of the frames");
        Assert.IsLessThanOrEqualTo(1, missed);
        Assert.IsGreaterThan(leastHits, (double)hits / frames);
    }

    [TestMethod]
    public void NoisesAreNoVoices()
    {
        var told = new List<string>();
        foreach (Noise noise in Enum.GetValues<Noise>().Where(n => n is not (Noise.Babble or Noise.Music or Noise.Chords)))
        {
            for (int n = 0; n < 4; n++)
            {
                int rate = n == 3 ? 48_000 : 16_000, seed = Unseen + (10 * (int)noise) + n;
                (float share, _) = Measure(VoiceMix.Of(null, new Noises(seed, rate, 3).Make(noise), 0, -30, rate, seed), rate);
                if (share >= VoiceActivity.LeastShare)
                    told.Add($"{noise} {n}: {share:P0}");
            }
        }
        Assert.IsLessThanOrEqualTo(1, told.Count, string.Join(", ", told));
    }

    [TestMethod]
    public void MostMusicIsNoVoice()
    {
        int told = 0;
        for (int n = 0; n < 12; n++)
        {
            Noise noise = n % 2 == 0 ? Noise.Music : Noise.Chords;
            (float share, _) = Measure(VoiceMix.Of(null, new Noises(Unseen + n, 16_000, 3).Make(noise), 0, -30, 16_000, n), 16_000);
            told += share >= VoiceActivity.LeastShare ? 1 : 0;
        }
        Assert.IsLessThanOrEqualTo(4, told);
    }

    [TestMethod]
    public void NeitherLoudnessNorNormalisationMatters()
    {
        float[] voice = DrawnVoices.Speak(Unseen, Unseen, 16_000, 3);
        VoiceMix loud = VoiceMix.Of(voice, null, 0, -10, 16_000, 1);
        (float share, _) = Measure(loud, 16_000);
        Assert.AreEqual(loud.SpeakingShare, share, 0.15);
        float[] frames = [.. loud.Frames.Select(f => f - 3)], normalised = [.. loud.Frames];
        var meter = new VoiceActivity(16_000);
        float[] told = new float[VoiceActivity.MaxFrames];
        Assert.AreEqual(share, meter.Measure(frames, told), 0.01f);
        Spectrogram.Normalise(normalised);
        Assert.AreEqual(share, meter.Measure(normalised, told, Spectrogram.Scale), 0.01f);
        // What it measured before has no influence.
        meter.Measure(VoiceMix.Of(null, new Noises(1, 16_000, 3).Make(Noise.Drums), 0, -10, 16_000, 1).Frames, told);
        Assert.AreEqual(share, meter.Measure(loud.Frames, told));
    }

    [TestMethod]
    public void AnyRateAndAnyLengthIsMeasured()
    {
        foreach (int rate in (int[])[100, 1000, 6000, 8000, 11_025, 44_100, 96_000, 768_000])
        {
            var meter = new VoiceActivity(rate);
            float[] told = new float[VoiceActivity.MaxFrames];
            foreach (int frames in (int[])[0, 1, 2, 9, 100, VoiceActivity.MaxFrames])
            {
                var random = new Random(frames);
                float[] rows = [.. Enumerable.Range(0, frames * LogMel.Bands).Select(_ => (10 * random.NextSingle()) - 15)];
                Assert.IsInRange(0, 1, meter.Measure(rows, told));
                Assert.IsTrue(told.AsSpan(0, frames).ToArray().All(float.IsFinite));
                Array.Fill(rows, -15.9424f);
                Assert.AreEqual(0, meter.Measure(rows, told), "silence");
            }
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => meter.Measure(new float[(VoiceActivity.MaxFrames + 1) * LogMel.Bands], told));
        }
    }

    [TestMethod]
    public void MeasuringAllocatesNothing()
    {
        VoiceMix mix = VoiceMix.Of(null, new Noises(1, 16_000, 3).Make(Noise.White), 0, -30, 16_000, 1);
        var meter = new VoiceActivity(16_000);
        float[] told = new float[VoiceActivity.MaxFrames];
        Assert.AreEqual(0, Allocation.Least(() => meter.Measure(mix.Frames, told)));
    }

    private static (float Share, bool[] Told) Measure(VoiceMix mix, int rate)
    {
        float[] told = new float[VoiceActivity.MaxFrames];
        float share = new VoiceActivity(rate).Measure(mix.Frames, told);
        return (share, [.. told.Take(mix.Speaking.Length).Select(p => p >= 0.5f)]);
    }
}
