using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Clips;

/// <summary>At which rate a clip is heard, and which of its channels.</summary>
[TestClass]
public sealed class HeardAudioTests
{
    private const int Rate = 16000;

    [TestMethod]
    public void OfTwoChannelsTheFirstIsHeardUnlessItIsSilent()
    {
        float[] voice = Noise(2 * Rate, 0.2f, 1), hiss = Noise(2 * Rate, 0.01f, 2), none = new float[2 * Rate];
        float[] heard = Spectrum([voice]);
        CollectionAssert.AreEqual(heard, Spectrum([voice, voice]));
        // The mean over both channels is taken off as published, so only the last bits may differ from mono.
        AssertNear(heard, Spectrum([voice, none]), 1e-5f);
        AssertNear(heard, Spectrum([voice, hiss]), 1e-5f);
        AssertNear(heard, Spectrum([none, voice]), 1e-5f);
        AssertNear(heard, Spectrum([hiss, voice]), 1e-5f);
        // A voice in the first channel is what it was, whatever is in the second.
        float[] quiet = [.. voice.Select(v => 0.3f * v)];
        foreach (float[] second in (float[][])[none, hiss, voice, Noise(2 * Rate, 0.2f, 3)])
            CollectionAssert.AreEqual(Spectrum([quiet, second], AudioChannel.Published), Spectrum([quiet, second]));
        // The other one is not worth it.
        CollectionAssert.AreEqual(Spectrum([none, Noise(2 * Rate, 0.001f, 3)], AudioChannel.Published), Spectrum([none, Noise(2 * Rate, 0.001f, 3)]));
        // A constant voltage is no voice.
        AssertNear(heard, Spectrum([[.. none.Select(_ => 0.5f)], voice]), 1e-4f);
        Assert.IsFalse(Spectrum([none, voice], AudioChannel.Published).SequenceEqual(Spectrum([none, voice])));
    }

    [TestMethod]
    [DataRow(3, 2, 0.70710678)]
    [DataRow(4, 2, 0.70710678)]
    [DataRow(5, 2, 0.70710678)]
    [DataRow(6, 2, 0.70710678)]
    [DataRow(6, 0, 1)]
    [DataRow(6, 4, 0.70710678)]
    [DataRow(7, 4, 0.5)]
    [DataRow(8, 2, 0.70710678)]
    [DataRow(8, 6, 0.70710678)]
    public void MoreChannelsAreMixed(int channels, int speaks, double share)
    {
        float[] voice = Noise(Rate, 0.3f, 1);
        float[][] all = [.. Enumerable.Range(0, channels).Select(i => i == speaks ? voice : new float[Rate])];
        AssertNear(Spectrum([[.. voice.Select(v => (float)(share * v))]]), Spectrum(all), 1e-4f);
    }

    [TestMethod]
    public void AVoiceOnTheRightOfManyChannelsIsHeard()
    {
        float[] voice = Noise(Rate, 0.3f, 1);
        foreach ((int channels, int speaks, float share) in ((int, int, float)[])[(6, 1, 1), (6, 5, 0.70710678f), (8, 7, 0.70710678f), (4, 3, 0.70710678f), (9, 1, 1), (16, 1, 1)])
        {
            float[][] all = [.. Enumerable.Range(0, channels).Select(i => i == speaks ? voice : new float[Rate])];
            AssertNear(Spectrum([[.. voice.Select(v => share * v)]]), Spectrum(all), 1e-4f);
        }
        // Explosions are for the stomach.
        float[][] low = [.. Enumerable.Range(0, 6).Select(i => i == 3 ? voice : new float[Rate])];
        AssertNear(Spectrum([new float[Rate]]), Spectrum(low), 1e-5f);
    }

    [TestMethod]
    public void LevelsInWeightsNeverOverflow()
    {
        float[] largest = [.. Enumerable.Range(0, Rate).Select(i => i % 3 == 0 ? float.MaxValue : float.MinValue)];
        foreach (float value in Spectrum([.. Enumerable.Repeat(largest, 6)]))
            Assert.IsTrue(float.IsFinite(value));
        foreach (float value in Read([largest], 48000, new Hearing(16000, AudioChannel.Auto))!.Spectrogram)
            Assert.IsTrue(float.IsFinite(value));
    }

    [TestMethod]
    [DataRow(48000)]
    [DataRow(44100)]
    [DataRow(22050)]
    [DataRow(96000)]
    [DataRow(47999)]
    public void AModelThatNamesItsRateHearsTheSameAtAnyRate(int rate)
    {
        // Tones that both rates can hold, from one function of time.
        ClipAudio expected = Read([Tones(16000)], 16000, new Hearing(16000, AudioChannel.Auto))!, heard = Read([Tones(rate)], rate, new Hearing(16000, AudioChannel.Auto))!;
        Assert.AreEqual(16000, heard.Rate);
        Assert.AreEqual(expected.Start, heard.Start);
        Assert.AreEqual(expected.End.TotalSeconds, heard.End.TotalSeconds, 1.01 / 16000);
        // Within the tones, and away from their sudden start.
        for (int row = 2; row < Spectrogram.Rows; row++)
        {
            for (int band = 0; band < 122; band++)
                Assert.AreEqual(expected.Spectrogram[row * Spectrogram.Bands + band], heard.Spectrogram[row * Spectrogram.Bands + band], 0.02f, $"row {row}, band {band}");
        }
        // At its own rate, it is another picture.
        ClipAudio native = Read([Tones(rate)], rate, default)!;
        Assert.AreEqual(rate, native.Rate);
        Assert.IsGreaterThan(0.1, native.Spectrogram.Zip(expected.Spectrogram, (a, b) => Math.Abs(a - b)).Average());
    }

    [TestMethod]
    public void AtTheModelsRateNothingChanges()
    {
        float[] sound = Noise(7 * Rate, 0.5f, 4);
        CollectionAssert.AreEqual(Read([sound], Rate, default)!.Spectrogram, Read([sound], Rate, new Hearing(Rate, AudioChannel.Published))!.Spectrogram);
    }

    [TestMethod]
    public void ALowerRateIsSaidOnce()
    {
        static IReadOnlyList<string> Warnings(int rate, int? model) =>
            ClipReader.Read(null, new FakeAudio(Noise(rate, 0.1f, 1), rate), 32, false, default, hearing: new Hearing(model, AudioChannel.Auto)).Warnings;
        Assert.AreEqual(
            "The audio has a sample rate of 8000 Hz, but the model learned 16000 Hz: everything above 4000 Hz is missing, so that predictions are less reliable; record with at least 16000 Hz.",
            Warnings(8000, 16000).Single());
        Assert.IsEmpty(Warnings(16000, 16000));
        Assert.IsEmpty(Warnings(44100, 16000));
        Assert.IsEmpty(Warnings(8000, null));
    }

    private static float[] Spectrum(float[][] channels, AudioChannel channel = AudioChannel.Auto) => Read(channels, Rate, new Hearing(null, channel))!.Spectrogram;

    private static ClipAudio? Read(float[][] channels, int rate, Hearing hearing)
    {
        float[] samples = [.. Enumerable.Range(0, channels[0].Length).SelectMany(i => channels.Select(c => c[i]))];
        return AudioReader.Read(new FakeAudio(samples, rate, channels.Length), default, hearing);
    }

    private static void AssertNear(float[] expected, float[] actual, float tolerance)
    {
        for (int i = 0; i < Spectrogram.Length; i++)
            Assert.AreEqual(expected[i], actual[i], tolerance, $"{i}");
    }

    /// <summary>Six seconds of two hundred tones up to 7.4 kHz, dense enough to fill every band.</summary>
    private static float[] Tones(int rate)
    {
        double[] phases = [.. Enumerable.Range(0, 200).Select(i => i * i * 0.7)];
        return [.. Enumerable.Range(0, 6 * rate).Select(i => (float)phases.Select((p, k) => 0.01 * Math.Sin(p + 2 * Math.PI * 37 * (k + 0.5) * i / rate)).Sum())];
    }

    private static float[] Noise(int length, float level, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => level * (random.NextSingle() * 2 - 1))];
    }
}
