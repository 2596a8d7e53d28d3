using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Tensors;

namespace MmaDfer.Sdk.Tests.Clips;

[TestClass]
public sealed class AudioReaderTests
{
    [TestMethod]
    [DataRow("mono16k_8s", 511 * 0.010 + 0.025)]
    [DataRow("stereo44k_2s", 2)]
    [DataRow("one_frame16k", 409 / 16000.0)]
    [DataRow("mono8k_1s_u8", 1)]
    public void TheGoldenAudioGivesItsInputs(string name, double seconds)
    {
        var golden = new GoldenTensors("preprocess", "fbank.safetensors");
        TestWav wav = TestWav.Read(Goldens.Path("preprocess", "wav", name + ".wav"));
        ClipAudio audio = Read(new FakeAudio(wav.Samples, wav.SampleRate, wav.Channels))!;
        float[] expected = golden.Floats("input/" + name);
        int every = Spectrogram.Rows / golden.Shape("input/" + name)[0];
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], audio.Spectrogram[i / 128 * every * 128 + i % 128], 1e-3f, $"{i}");
        Assert.AreEqual(seconds, (audio.End - audio.Start).TotalSeconds, 1e-6);
    }

    [TestMethod]
    public void StreamingEqualsTheWholeAudioAtOnce()
    {
        foreach (int channels in new[] { 1, 2, 5 })
        {
            float[] samples = Noise(16000 * 7 * channels, channels);
            float[] expected = new float[Spectrogram.Length];
            Spectrogram.Write(new LogMel(16000), new TestWav(16000, channels, samples).Mono(), expected);
            foreach (int piece in new[] { 1, 777, 100000 })
                CollectionAssert.AreEqual(expected, Read(new FakeAudio(samples, 16000, channels, piece))!.Spectrogram);
        }
    }

    [TestMethod]
    public void ShorterThanAFrameIsNoAudio()
    {
        Assert.IsNull(Read(new FakeAudio([])));
        Assert.IsNull(Read(new FakeAudio(Noise(399, 1))));
        Assert.IsNotNull(Read(new FakeAudio(Noise(400, 1))));
        Assert.IsNull(Read(new FakeAudio(Noise(799, 1)[..798], channels: 2)));
        Assert.IsNotNull(Read(new FakeAudio(Noise(800, 1), channels: 2)));
    }

    [TestMethod]
    [DataRow(float.NaN, "NaN", 5)]
    [DataRow(float.PositiveInfinity, "an infinite value", 40001)]
    [DataRow(float.NegativeInfinity, "an infinite value", 319999)]
    public void ANonFiniteSampleIsNamed(float value, string what, int index)
    {
        float[] samples = Noise(320000, 1);
        samples[index] = value;
        var error = Assert.ThrowsExactly<MediaException>(() => Read(new FakeAudio(samples, 16000, 2)));
        string seconds = (index / 2 / 16000.0).ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);
        Assert.AreEqual(
            $"The audio holds {what} at {seconds} s (sample {index / 2}, channel 1); samples must be finite numbers.",
            error.Message);
    }

    [TestMethod]
    public void EvenTheLargestSamplesGiveNumbers()
    {
        float[] samples = [.. Enumerable.Range(0, 16000).Select(i => i % 3 == 0 ? float.MaxValue : float.MinValue)];
        foreach (float value in Read(new FakeAudio(samples))!.Spectrogram)
            Assert.IsTrue(float.IsFinite(value));
    }

    [TestMethod]
    [DataRow(50, 1, "a sample rate of 50 Hz")]
    [DataRow(1_000_000_000, 1, "a sample rate of 1000000000 Hz")]
    [DataRow(16000, 0, "0 channels")]
    [DataRow(16000, -2, "-2 channels")]
    [DataRow(16000, int.MaxValue, "2147483647 channels")]
    public void SenselessHeadersAreRefusedBeforeAnythingIsRead(int rate, int channels, string found)
    {
        var source = new FakeAudio([], rate, channels) { OnRead = () => Assert.Fail("It was read.") };
        StringAssert.Contains(Assert.ThrowsExactly<MediaException>(() => Read(source)).Message, found);
    }

    [TestMethod]
    public void CancellationEndsTheReading()
    {
        using var stop = new CancellationTokenSource();
        int reads = 0;
        var source = new FakeAudio(Noise(160000, 1)) { OnRead = () => { if (++reads == 3) stop.Cancel(); } };
        Assert.ThrowsExactly<OperationCanceledException>(() => AudioReader.Read(source, stop.Token));
        Assert.AreEqual(3, reads);
    }

    private static ClipAudio? Read(FakeAudio source) => AudioReader.Read(source, CancellationToken.None, new Hearing(null, AudioChannel.Published));

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 0.8f)];
    }
}
