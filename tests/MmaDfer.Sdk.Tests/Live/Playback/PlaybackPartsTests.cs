using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Tests.Live.Playback;

/// <summary>The parts that take the playback off the microphone, each beside a slow twin or a known truth.</summary>
[TestClass]
public sealed class PlaybackPartsTests
{
    private const int Rate = 16000;

    [TestMethod]
    [DataRow(32)]
    [DataRow(512)]
    public void TransformsAreThoseOfTheirSlowTwin(int size)
    {
        var random = new Random(1);
        float[] first = Noise(random, size), second = Noise(random, size);
        var fft = new PlaybackFft(size);
        Spectrum a = new(fft.Bins), b = new(fft.Bins), alone = new(fft.Bins);
        fft.Forward(first, second, a, b);
        fft.Forward(first, default, alone);
        for (int k = 0; k < fft.Bins; k++)
        {
            AssertBin(first, k, a);
            AssertBin(second, k, b);
            AssertBin(first, k, alone);
        }
        float[] firstAgain = new float[size], secondAgain = new float[size];
        fft.Inverse(a, b, firstAgain, secondAgain);
        for (int i = 0; i < size; i++)
        {
            Assert.AreEqual(first[i], firstAgain[i], 1e-6f * size);
            Assert.AreEqual(second[i], secondAgain[i], 1e-6f * size);
        }
        fft.Inverse(a, default, firstAgain);
        for (int i = 0; i < size; i++)
            Assert.AreEqual(first[i], firstAgain[i], 1e-6f * size);
    }

    [TestMethod]
    [DataRow(48000, 16000)]
    [DataRow(16000, 48000)]
    [DataRow(44100, 16000)]
    [DataRow(16000, 16000)]
    public void ReadingBetweenSamplesGivesTheSoundOfThatTime(int from, int to)
    {
        static double Sound(double time) => 0.4 * Math.Sin(2 * Math.PI * 443 * time) + 0.3 * Math.Sin(2 * Math.PI * 3100 * time);
        var ring = new AudioRing(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        ring.Restart(from, 1, TimeSpan.FromSeconds(5));
        ring.Write([.. Enumerable.Range(0, 2 * from).Select(i => (float)Sound((double)i / from))], 1, TimeSpan.FromSeconds(5));
        float[] read = new float[to / 2];
        new PlaybackReader(from, to).Read(ring, TimeSpan.FromSeconds(6), -0.321234, read, 3e-4);
        double wrong = 0;
        for (int i = 0; i < read.Length; i++)
            wrong = Math.Max(wrong, Math.Abs(read[i] - Sound(1 - 0.321234 + i * 1.0003 / to)));
        Assert.IsLessThan(2e-3, wrong);
        // Beyond the ring is silence.
        new PlaybackReader(from, to).Read(ring, TimeSpan.FromSeconds(8), 0, read);
        Assert.IsFalse(read.AsSpan().ContainsAnyExcept(0));
    }

    [TestMethod]
    [DataRow(0.0, 0.2, 16000)]
    [DataRow(0.13, 0.8, 16000)]
    [DataRow(0.31, 0.5, 48000)]
    [DataRow(0.5, 0.3, 44100)]
    public void DelaysAreFound(double delay, double reverberation, int playedRate)
    {
        float[] played = Voices(3);
        float[] heard = new SimulatedRoom { Delay = delay, Reverberation = reverberation, Seed = 5 }.Hear(played, Rate);
        AudioRing playedRing = Ring(PlaybackTrial.Resample(played, playedRate), playedRate), heardRing = Ring(heard, Rate);
        var search = new PlaybackDelay(Rate, playedRate);
        double? found = null;
        for (double start = 1; start < 3 && found is null; start += 0.5)
            found = search.Search(heardRing, playedRing, TimeSpan.Zero, start);
        Assert.IsNotNull(found);
        Assert.AreEqual(delay, found.Value, 0.001);
    }

    [TestMethod]
    public void OfAnotherVoiceThereIsNoDelay()
    {
        float[] played = Voices(10), heard = Voices(10, first: 50);
        var search = new PlaybackDelay(Rate, Rate);
        for (double start = 0; start < 9; start += 0.5)
            Assert.IsNull(search.Search(Ring(heard, Rate), Ring(played, Rate), TimeSpan.Zero, start), $"{search.Clarity}");
    }

    [TestMethod]
    public void TheFilterTakesTheEchoOffAndLeavesTheVoice()
    {
        const int block = 256, seconds = 8;
        float[] played = Voices(seconds), voice = Voices(seconds, first: 50);
        float[] echo = new SimulatedRoom { Delay = 0.005, Reverberation = 0.3, Seed = 2 }.Hear(played, Rate);
        var filter = new PlaybackFilter(block, 16, Rate);
        float[] rest = new float[block], estimate = new float[block];
        double echoPower = 0, left = 0;
        for (int at = 0; at < seconds * Rate; at += block)
        {
            // The voice begins in the middle.
            float[] heard = [.. Enumerable.Range(at, block).Select(i => echo[i] + (i < 4 * Rate ? 0 : voice[i]))];
            filter.Next(played.AsSpan(at, block), heard, rest, estimate);
            for (int i = at; i < at + block && at >= 4 * Rate; i++)
            {
                echoPower += echo[i] * echo[i];
                left += (rest[i - at] - voice[i]) * (rest[i - at] - voice[i]);
            }
        }
        double decibels = 10 * Math.Log10(echoPower / left);
        Assert.IsGreaterThan(10, decibels);
    }

    /// <summary>Voices of the game, one after another.</summary>
    internal static float[] Voices(int seconds, int first = 0)
    {
        var generator = new ClipGenerator(new ClipSettings { Seed = 47, Size = 2, FirstIdentity = 3000 });
        return [.. Enumerable.Range(first, (seconds + 1) / 2).SelectMany(i => generator.Generate(i).Samples).Select(s => s / 32768f).Take(seconds * Rate)];
    }

    internal static AudioRing Ring(float[] samples, int rate)
    {
        var ring = new AudioRing(TimeSpan.FromSeconds((double)samples.Length / rate), TimeSpan.FromSeconds(1));
        ring.Restart(rate, 1, TimeSpan.Zero);
        ring.Write(samples, 1, TimeSpan.Zero);
        return ring;
    }

    private static float[] Noise(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

    private static void AssertBin(float[] samples, int bin, in Spectrum spectrum)
    {
        double re = 0, im = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            re += samples[i] * Math.Cos(2 * Math.PI * bin * i / samples.Length);
            im -= samples[i] * Math.Sin(2 * Math.PI * bin * i / samples.Length);
        }
        Assert.AreEqual(re, spectrum.Re[bin], 1e-6 * samples.Length);
        Assert.AreEqual(im, spectrum.Im[bin], 1e-6 * samples.Length);
    }
}
