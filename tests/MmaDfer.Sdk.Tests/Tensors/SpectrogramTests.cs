using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Tensors;

[TestClass]
public sealed class SpectrogramTests
{
    [TestMethod]
    public void InputsAgreeWithTheGoldenFiles()
    {
        var golden = new GoldenTensors("preprocess", "fbank.safetensors");
        float[] actual = new float[Spectrogram.Length];
        int checkedCount = 0;
        foreach (string name in golden.Names.Where(n => n.StartsWith("input/", StringComparison.Ordinal)))
        {
            string file = name["input/".Length..];
            TestWav wav = TestWav.Read(Goldens.Path("preprocess", "wav", file + ".wav"));
            Assert.IsTrue(Spectrogram.Write(new LogMel(wav.SampleRate), wav.Mono(), actual), file);
            float[] expected = golden.Floats(name);
            int every = Spectrogram.Rows / golden.Shape(name)[0];
            Assert.IsTrue(every is 1 or 8, file);
            for (int i = 0; i < expected.Length; i++)
                Assert.AreEqual(expected[i], actual[i / 128 * every * 128 + i % 128], 1e-3f, $"{file} [{i / 128}, {i % 128}]");
            checkedCount++;
        }
        Assert.AreEqual(8, checkedCount);
    }

    [TestMethod]
    public void OneSampleTooFewIsNoAudio()
    {
        float[] actual = new float[Spectrogram.Length], silence = new float[Spectrogram.Length];
        Spectrogram.WriteSilence(silence);
        foreach (float value in silence)
            Assert.AreEqual(4.2677393 / (2 * 4.5689974), value, 1e-7);

        actual.AsSpan().Fill(9);
        float[] samples = [.. Enumerable.Range(0, 400).Select(i => MathF.Sin(i))];
        Assert.IsFalse(Spectrogram.Write(new LogMel(16000), samples.AsSpan(0, 399), actual));
        CollectionAssert.AreEqual(silence, actual);
        Assert.IsTrue(Spectrogram.Write(new LogMel(16000), samples, actual));
        CollectionAssert.AreNotEqual(silence[..128], actual[..128]);
        CollectionAssert.AreEqual(silence[128..], actual[128..]);
    }

    [TestMethod]
    public void NothingBehindTheSamplesUsedCounts()
    {
        var mel = new LogMel(8000);
        int used = Spectrogram.SamplesUsed(mel);
        Assert.AreEqual(200 + 511 * 80, used);
        var random = new Random(1);
        float[] samples = [.. Enumerable.Range(0, used + 1000).Select(_ => random.NextSingle())];
        float[] all = new float[Spectrogram.Length], cut = new float[Spectrogram.Length];
        Spectrogram.Write(mel, samples, all);
        Spectrogram.Write(mel, samples.AsSpan(0, used), cut);
        CollectionAssert.AreEqual(all, cut);
        Spectrogram.Write(mel, samples.AsSpan(0, used - 1), cut);
        CollectionAssert.AreNotEqual(all, cut);
    }
}
