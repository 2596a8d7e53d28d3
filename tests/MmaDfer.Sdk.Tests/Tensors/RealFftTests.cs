using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Tensors;

[TestClass]
public sealed class RealFftTests
{
    [TestMethod]
    [DataRow(2)]
    [DataRow(4)]
    [DataRow(8)]
    [DataRow(16)]
    [DataRow(64)]
    [DataRow(512)]
    public void PowerEqualsTheSumWrittenOut(int size)
    {
        var random = new Random(size);
        double[] samples = [.. Enumerable.Range(0, size).Select(_ => random.NextDouble() * 2 - 1)];
        double[] power = new double[size / 2];
        var fft = new RealFft(size);
        fft.Power(samples, power);
        fft.Power(samples, power);
        for (int k = 0; k < power.Length; k++)
        {
            double re = 0, im = 0;
            for (int n = 0; n < size; n++)
            {
                re += samples[n] * Math.Cos(2 * Math.PI * ((long)n * k % size) / size);
                im -= samples[n] * Math.Sin(2 * Math.PI * ((long)n * k % size) / size);
            }
            Assert.AreEqual(re * re + im * im, power[k], 1e-11 * size, $"bin {k}");
        }
    }

    [TestMethod]
    public void APureToneOfALongTransformIsInItsBinAlone()
    {
        const int size = 32768;
        double[] samples = [.. Enumerable.Range(0, size).Select(n => Math.Cos(2 * Math.PI * (n * 777L % size) / size))];
        double[] power = new double[size / 2];
        new RealFft(size).Power(samples, power);
        Assert.AreEqual(size / 2.0 * (size / 2.0), power[777], 1e-3);
        power[777] = 0;
        Assert.IsLessThan(1e-15, power.Max());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(12)]
    public void OtherSizesAreRefused(int size) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new RealFft(size));
}
