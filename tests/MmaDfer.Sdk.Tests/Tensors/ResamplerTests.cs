using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Tensors;

[TestClass]
public sealed class ResamplerTests
{
    private static readonly (int From, int To)[] s_rates =
    [
        (48000, 16000), (44100, 16000), (96000, 16000), (22050, 16000), (32000, 16000), (11025, 16000), (8000, 16000), (16000, 44100), (47999, 16000),
        (16000, 15999),
    ];

    [TestMethod]
    public void TonesThatPassKeepLevelAndTimeAndOthersAreGone()
    {
        foreach ((int from, int to) in s_rates)
        {
            var resampler = new Resampler(from, to);
            double lower = 0.5 * Math.Min(from, to), worst = 0, stopped = 0;
            // The band that passes, to its edge.
            foreach (double share in (double[])[0.01, 0.1, 0.37, 0.6, 0.8, 0.9, 0.94])
                worst = Math.Max(worst, Deviation(resampler, share * lower, expected: true));
            Assert.IsLessThan(2e-4, worst, $"{from} to {to}");
            // What would be mirrored: everything from half the lower rate on.
            if (from > to)
            {
                for (double share = 1; share * lower < 0.5 * from; share *= 1.013)
                    stopped = Math.Max(stopped, Deviation(resampler, share * lower, expected: false));
                Assert.IsLessThan(1e-4, stopped, $"{from} to {to}: {20 * Math.Log10(stopped):0.0} dB");
            }
        }
    }

    [TestMethod]
    public void NoImagesAppearAboveTheInput()
    {
        // Up-sampled noise, seen by a discrete Fourier transform under a window: nothing above half the lower rate.
        foreach ((int from, int to) in ((int, int)[])[(8000, 16000), (11025, 16000), (15999, 16000), (16000, 44100)])
        {
            float[] noise = Noise(from / 2, 3), output = Convert(new Resampler(from, to), noise);
            int length = 2048, start = output.Length / 2 - length / 2;
            double Power(double frequency)
            {
                double real = 0, imaginary = 0;
                for (int i = 0; i < length; i++)
                {
                    double x = (i + 0.5) / length, window = 0.35875 - 0.48829 * Math.Cos(2 * Math.PI * x) + 0.14128 * Math.Cos(4 * Math.PI * x) - 0.01168 * Math.Cos(6 * Math.PI * x);
                    real += window * output[start + i] * Math.Cos(2 * Math.PI * frequency * i / to);
                    imaginary += window * output[start + i] * Math.Sin(2 * Math.PI * frequency * i / to);
                }
                return real * real + imaginary * imaginary;
            }
            double passed = 0, images = 0;
            int bins = 0;
            for (double f = 0.05 * from; f < 0.45 * from; f += 0.01 * from, bins++)
                passed += Power(f) / 40;
            for (double f = 0.5 * from + 4.0 * to / length; f < 0.5 * to; f += 0.002 * to)
                images = Math.Max(images, Power(f));
            Assert.IsLessThan(1e-8, images / passed, $"{from} to {to}: {10 * Math.Log10(images / passed):0.0} dB");
        }
    }

    [TestMethod]
    public void ItEqualsTheSumInDoublePrecision()
    {
        foreach ((int from, int to) in s_rates)
        {
            float[] noise = Noise(3000, from), output = Convert(new Resampler(from, to), noise);
            Assert.AreEqual((int)((3000L * to + from - 1) / from), output.Length);
            for (int i = 0; i < output.Length; i += 7)
                Assert.AreEqual(Twin(noise, from, to, i), output[i], 2e-5, $"{from} to {to}, {i}");
        }
    }

    [TestMethod]
    public void BlocksOfAnySizesGiveTheSameBits()
    {
        foreach ((int from, int to) in s_rates)
        {
            float[] noise = Noise(30_000, 1), whole = Convert(new Resampler(from, to), noise);
            var random = new Random(to);
            var resampler = new Resampler(from, to);
            foreach (int largest in (int[])[1, 3, 441, 20_000])
            {
                float[] output = new float[whole.Length];
                int written = 0;
                for (int at = 0; at < noise.Length;)
                {
                    int count = Math.Min(random.Next(0, largest + 1), noise.Length - at);
                    written += resampler.Write(noise.AsSpan(at, count), output.AsSpan(written));
                    at += count;
                }
                written += resampler.Finish(output.AsSpan(written));
                Assert.AreEqual(whole.Length, written);
                CollectionAssert.AreEqual(whole, output, $"{from} to {to}, {largest}");
            }
            // As much as fits, and again from the start.
            float[] start = new float[1000];
            Assert.AreEqual(1000, resampler.Convert(noise, start));
            CollectionAssert.AreEqual(whole[..1000], start);
            Assert.AreEqual(whole.Length, resampler.Convert(noise, new float[whole.Length + 5]));
            Assert.AreEqual(1000, resampler.Convert(noise.AsSpan(0, (int)resampler.Needed(1000)), start));
            CollectionAssert.AreEqual(whole[..1000], start);
        }
    }

    [TestMethod]
    public void AConstantStaysOne()
    {
        foreach ((int from, int to) in s_rates)
        {
            foreach (float value in Convert(new Resampler(from, to), [.. Enumerable.Repeat(0.25f, 2000)]))
                Assert.AreEqual(0.25f, value, 1e-6f);
        }
        Assert.IsEmpty(Convert(new Resampler(44100, 16000), []));
        float[] two = Convert(new Resampler(8000, 16000), [0.5f]);
        Assert.HasCount(2, two);
        foreach (float value in two)
            Assert.AreEqual(0.5f, value, 1e-6f);
    }

    [TestMethod]
    public void PushesAllocateNothing()
    {
        var resampler = new Resampler(48000, 16000);
        float[] block = Noise(480, 1), output = new float[200];
        int written = 0;
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 100; i++)
                written += resampler.Write(block, output);
            written += resampler.Finish(output);
        }));
        Assert.AreEqual(0, written % 16000);
    }

    [TestMethod]
    public void TablesStaySmallAtAnyRates()
    {
        foreach ((int from, int to) in ((int, int)[])[(47999, 16000), (44101, 16001), (16001, 191999), (767_999, 16000), (768_000, 4000), (100, 192_000), (191_999, 192_000)])
        {
            var resampler = new Resampler(from, to);
            Assert.IsLessThanOrEqualTo(1 << 18, resampler.TableLength, $"{from} to {to}");
            Assert.AreEqual(resampler.Length(5000), Convert(resampler, Noise(5000, 1)).Length);
        }
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Resampler(0, 16000));
        Assert.ThrowsExactly<ArgumentException>(() => new Resampler(48000, 16000).Write(new float[4800], new float[100]));
    }

    /// <summary>The largest difference of a converted tone from that tone, or from silence, away from the ends.</summary>
    private static double Deviation(Resampler resampler, double frequency, bool expected)
    {
        int count = Math.Max(2400, 40 * resampler.From / Math.Min(resampler.From, resampler.To) * 10);
        float[] tone = [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin(2 * Math.PI * frequency * i / resampler.From + 0.3))];
        float[] output = Convert(resampler, tone);
        double worst = 0;
        for (int i = output.Length / 3; i < output.Length * 2 / 3; i++)
            worst = Math.Max(worst, Math.Abs(output[i] - (expected ? Math.Sin(2 * Math.PI * frequency * i / resampler.To + 0.3) : 0)));
        return worst;
    }

    /// <summary>One sample of the result, by the definition of the filter.</summary>
    private static double Twin(float[] samples, int from, int to, int index)
    {
        double lower = 0.5 * Math.Min(1, (double)to / from), cutoff = lower * 0.97, beta = 0.1102 * (90 - 8.7);
        int half = (int)Math.Ceiling((90 - 7.95) / (14.36 * 0.06 * lower) / 2);
        decimal place = (decimal)index * from / to;
        int middle = (int)Math.Floor(place);
        double sum = 0, weights = 0;
        for (int k = middle - half; k <= middle + half; k++)
        {
            double at = (double)(k - place), x = at / half;
            if (Math.Abs(x) >= 1)
                continue;
            double weight = (at == 0 ? 1 : Math.Sin(2 * Math.PI * cutoff * at) / (2 * Math.PI * cutoff * at)) * Bessel(beta * Math.Sqrt(1 - x * x));
            sum += weight * samples[Math.Clamp(k, 0, samples.Length - 1)];
            weights += weight;
        }
        return sum / weights;
    }

    /// <summary>The modified Bessel function of order 0, as an integral.</summary>
    private static double Bessel(double x)
    {
        const int steps = 400;
        double sum = 0;
        for (int i = 0; i < steps; i++)
            sum += Math.Exp(x * (Math.Cos(Math.PI * (i + 0.5) / steps) - 1));
        return sum / steps * Math.Exp(x);
    }

    private static float[] Convert(Resampler resampler, float[] samples)
    {
        float[] output = new float[resampler.Length(samples.Length)];
        Assert.AreEqual(output.Length, resampler.Convert(samples, output));
        return output;
    }

    private static float[] Noise(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
