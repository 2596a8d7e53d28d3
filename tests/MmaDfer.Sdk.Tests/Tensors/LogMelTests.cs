using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Tensors;

[TestClass]
public sealed class LogMelTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void FeaturesAgreeWithTheGoldenFiles()
    {
        var golden = new GoldenTensors("preprocess", "fbank.safetensors");
        int checkedCount = 0;
        foreach (string name in golden.Names.Where(n => n.StartsWith("fbank/", StringComparison.Ordinal)))
        {
            string file = name["fbank/".Length..];
            TestWav wav = TestWav.Read(Goldens.Path("preprocess", "wav", file + ".wav"));
            float[] expected = golden.Floats(name);
            float[] actual = new float[expected.Length + 128];
            int rows = new LogMel(wav.SampleRate).Write(wav.Mono(), actual);
            Assert.AreEqual(golden.Shape(name)[0], rows, file);

            double[] errors = [.. expected.Zip(actual, (e, a) => Math.Abs((double)e - a))];
            int large = errors.Count(e => e > 1e-3);
            TestContext.WriteLine($"{file}: max {errors.Max():e2}, above 1e-3 {large} of {errors.Length}, mean {errors.Average():e2}");
            Assert.IsLessThan(1e-2, errors.Max(), file);
            Assert.IsLessThanOrEqualTo(errors.Length / 1000, large, file);
            Assert.IsLessThan(2e-5, errors.Average(), file);
            checkedCount++;
        }
        Assert.AreEqual(8, checkedCount);
    }

    [TestMethod]
    [DataRow(16000, 400, 160)]
    [DataRow(22050, 551, 220)]
    [DataRow(44100, 1102, 441)]
    [DataRow(11025, 275, 110)]
    public void LengthsAreTruncated(int rate, int length, int shift)
    {
        var mel = new LogMel(rate);
        Assert.AreEqual(length, mel.FrameLength);
        Assert.AreEqual(shift, mel.FrameShift);
        Assert.AreEqual(0, mel.FrameCount(length - 1));
        Assert.AreEqual(1, mel.FrameCount(length + shift - 1));
        Assert.AreEqual(2, mel.FrameCount(length + shift));
    }

    [TestMethod]
    [DataRow(100)]
    [DataRow(8000)]
    [DataRow(768000)]
    public void ConstantAudioHasNoEnergyAtAnyRate(int rate)
    {
        var mel = new LogMel(rate);
        float[] row = new float[128];
        float[] samples = new float[mel.FrameLength];
        samples.AsSpan().Fill(0.25f);
        mel.WriteRow(samples, row);
        foreach (float value in row)
            Assert.AreEqual((float)Math.Log(1.1920929e-7), value);
    }

    [TestMethod]
    public void ATriangleWithoutABinIsEmpty()
    {
        var mel = new LogMel(8000);
        var random = new Random(5);
        float[] samples = [.. Enumerable.Range(0, mel.FrameLength).Select(_ => random.NextSingle() - 0.5f)];
        float[] row = new float[128];
        mel.WriteRow(samples, row);
        // 128 bins of 31 Hz: the lowest triangles, some 12 Hz wide at each side, can't each have one.
        Assert.Contains((float)Math.Log(1.1920929e-7), row[..32]);
        Assert.DoesNotContain((float)Math.Log(1.1920929e-7), row[96..]);
    }

    [TestMethod]
    [DataRow(int.MinValue)]
    [DataRow(0)]
    [DataRow(99)]
    [DataRow(768001)]
    [DataRow(int.MaxValue)]
    public void SenselessRatesAreRefused(int rate)
    {
        var error = Assert.ThrowsExactly<MediaException>(() => new LogMel(rate));
        Assert.AreEqual($"The audio has a sample rate of {rate} Hz; 100 to 768000 Hz are supported.", error.Message);
    }

    [TestMethod]
    public void RowsAllocateNothing()
    {
        var mel = new LogMel(16000);
        float[] samples = new float[16000], rows = new float[98 * 128];
        Assert.AreEqual(0, Allocation.Least(() => Assert.AreEqual(98, mel.Write(samples, rows))));
    }
}
