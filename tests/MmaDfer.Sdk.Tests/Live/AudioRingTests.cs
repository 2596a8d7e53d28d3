using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Tests.Live;

[TestClass]
public sealed class AudioRingTests
{
    private const int Rate = 1000;
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(3), s_gap = TimeSpan.FromSeconds(1);

    [TestMethod]
    public void BlocksOfAnySizeGiveTheSameAudio()
    {
        var random = new Random(1);
        for (int round = 0; round < 20; round++)
        {
            int channels = random.Next(1, 4);
            var ring = new AudioRing(s_window, s_gap);
            ring.Restart(Rate, channels, TimeSpan.FromSeconds(7));
            var twin = new List<float[]>();
            for (int push = 0; push < 100; push++)
            {
                int count = random.Next(0, 400);
                float[] block = [.. Enumerable.Range(0, count * channels).Select(_ => random.NextSingle() - 0.5f)];
                // Times that jitter, as those of devices do.
                ring.Write(block, channels, At(7, twin.Count + random.Next(-50, 51)));
                twin.AddRange(block.Chunk(channels));
                int to = twin.Count - random.Next(0, Math.Min(twin.Count + 1, 500)), from = Math.Max(0, to - 3000);
                float[] samples = [];
                int read = ring.Read(At(7, from), At(7, to), keep: 2000, ref samples, out double sum);
                Assert.AreEqual(to - from, read);
                float[] first = [.. twin.Skip(from).Take(Math.Min(2000, read)).Select(s => s[0])];
                CollectionAssert.AreEqual(first, samples[..first.Length]);
                Assert.AreEqual(twin.Skip(from).Take(read).Sum(s => s.Average(v => (double)v)), sum, 1e-4);
            }
        }
    }

    [TestMethod]
    public void GapsAreSilence()
    {
        AudioRing ring = Filled(1, seconds: 1);
        ring.Write([.. Enumerable.Repeat(2f, 500)], 1, TimeSpan.FromSeconds(1.5));
        CollectionAssert.AreEqual((float[])[.. Enumerable.Repeat(1f, 1000), .. new float[500], .. Enumerable.Repeat(2f, 500)], Read(ring, 0, 2));
        Assert.AreEqual(TimeSpan.FromSeconds(2), ring.End);
    }

    [TestMethod]
    public void ALongGapStartsNewAudio()
    {
        foreach (double gap in (double[])[1.1, 3, 1e6])
        {
            AudioRing ring = Filled(1, seconds: 2);
            ring.Write([.. Enumerable.Repeat(2f, 500)], 1, TimeSpan.FromSeconds(2 + gap));
            CollectionAssert.AreEqual((float[])[.. Enumerable.Repeat(2f, 500)], Read(ring, gap - 1, gap + 3));
        }
    }

    [TestMethod]
    public void AudioOfASlowClockStaysWholeAndEndsNow()
    {
        // A tenth of the speed: each block of 0.1 s comes 0.01 s after the one before.
        var ring = new AudioRing(s_window, s_gap);
        ring.Restart(Rate, 1, TimeSpan.Zero);
        for (int i = 0; i < 400; i++)
            ring.Write([.. Enumerable.Range(0, 100).Select(s => (float)(100 * i + s))], 1, TimeSpan.FromSeconds(0.01 * i));
        double end = ring.End.TotalSeconds;
        Assert.AreEqual(3.99 + 0.1, end, AudioRing.Tolerance + 0.1);
        CollectionAssert.AreEqual(Enumerable.Range(37000, 3000).Select(s => (float)s).ToArray(), Read(ring, end - 3, end));
    }

    [TestMethod]
    public void OfABlockLongerThanTheRingTheEndRemains()
    {
        var ring = new AudioRing(s_window, s_gap);
        ring.Restart(Rate, 1, TimeSpan.Zero);
        ring.Write([.. Enumerable.Range(0, 60_000).Select(s => (float)s)], 1, TimeSpan.Zero);
        Assert.AreEqual(TimeSpan.FromSeconds(60), ring.End);
        CollectionAssert.AreEqual(Enumerable.Range(57_000, 3000).Select(s => (float)s).ToArray(), Read(ring, 57, 60));
        Assert.HasCount(5000, Read(ring, 0, 60));
    }

    [TestMethod]
    public void SamplesThatAreNotFiniteAreSilence()
    {
        var ring = new AudioRing(s_window, s_gap);
        ring.Restart(Rate, 2, TimeSpan.Zero);
        ring.Write([1, 1, float.NaN, 1, float.PositiveInfinity, float.NegativeInfinity, 1, float.NaN], 2, TimeSpan.Zero);
        float[] samples = [];
        Assert.AreEqual(4, ring.Read(TimeSpan.Zero, TimeSpan.FromSeconds(1), 10, ref samples, out double sum));
        CollectionAssert.AreEqual((float[])[1, 0, 0, 1], samples[..4]);
        Assert.AreEqual(1 + 0.5 + 0 + 0.5, sum);
        Assert.AreEqual(2, ring.BadSamples);
    }

    [TestMethod]
    public void FaultyClocksDoNoHarm()
    {
        var random = new Random(1);
        var ring = new AudioRing(s_window, s_gap);
        ring.Restart(Rate, 1, TimeSpan.MinValue);
        foreach (TimeSpan time in (TimeSpan[])[TimeSpan.MinValue, TimeSpan.Zero, TimeSpan.MaxValue, TimeSpan.MinValue, TimeSpan.FromDays(1), TimeSpan.MaxValue])
        {
            ring.Write(new float[random.Next(0, 200)], 1, time);
            float[] samples = [];
            Assert.IsInRange(0, 5000, ring.Read(TimeSpan.MinValue, TimeSpan.MaxValue, 5000, ref samples, out double sum));
            Assert.AreEqual(0, sum);
        }
        Assert.IsEmpty(Read(Filled(1, 1), 2, 1));
        Assert.AreEqual(0, new AudioRing(s_window, s_gap).SampleRate);
    }

    [TestMethod]
    public void AlternatingRatesAllocateNothing()
    {
        var ring = new AudioRing(s_window, s_gap);
        float[] block = new float[200], samples = new float[3000];
        (int, int)[] kinds = [(1000, 1), (900, 2), (1000, 2), (800, 1)];
        int turns = 0;
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            foreach ((int rate, int channels) in kinds)
            {
                TimeSpan time = TimeSpan.FromSeconds(turns++);
                ring.Restart(rate, channels, time);
                ring.Write(block, channels, time);
                Assert.AreEqual(200 / channels, ring.Read(time, time + s_window, 3000, ref samples, out _));
            }
        }));
    }

    [TestMethod]
    public void AReaderDuringWritesReadsAudioInOrder()
    {
        var ring = new AudioRing(s_window, s_gap);
        ring.Restart(Rate, 1, TimeSpan.Zero);
        bool done = false;
        int reads = 0;
        Exception? failure = null;
        var reader = new Thread(() =>
        {
            float[] samples = [];
            try
            {
                while (!Volatile.Read(ref done))
                {
                    int count = ring.Read(TimeSpan.MinValue, TimeSpan.MaxValue, 5000, ref samples, out _);
                    for (int i = 1; i < count; i++)
                        Assert.AreEqual(samples[i - 1] + 1, samples[i]);
                    reads++;
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        reader.Start();
        float[] block = new float[700];
        // As whole numbers of a float go.
        for (int next = 0; next < 15_000_000 && failure is null; next += block.Length)
        {
            for (int i = 0; i < block.Length; i++)
                block[i] = next + i;
            ring.Write(block, 1, At(0, next));
        }
        Volatile.Write(ref done, true);
        reader.Join();
        Assert.IsNull(failure, failure?.Message);
        Assert.IsGreaterThan(0, reads);
    }

    private static AudioRing Filled(float value, int seconds)
    {
        var ring = new AudioRing(s_window, s_gap);
        ring.Restart(Rate, 1, TimeSpan.Zero);
        ring.Write([.. Enumerable.Repeat(value, seconds * Rate)], 1, TimeSpan.Zero);
        return ring;
    }

    private static float[] Read(AudioRing ring, double start, double end)
    {
        float[] samples = [];
        int count = ring.Read(TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end), int.MaxValue, ref samples, out _);
        return samples[..count];
    }

    private static TimeSpan At(double start, int sample) => TimeSpan.FromSeconds(start + (double)sample / Rate);
}
