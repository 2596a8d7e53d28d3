using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Tests.Sources.Devices;

[TestClass]
public sealed class SampleRingTests
{
    [TestMethod]
    public void AudioIsUnchangedAcrossTheEndOfTheRing()
    {
        var ring = new SampleRing(100, 2, TimeSpan.FromSeconds(0.1), new CaptureClock());
        float[] got = new float[20];
        float next = 0;
        float expected = 0;
        for (int i = 0; i < 50; i++)
        {
            ring.Write([next++, next++, next++, next++, next++, next++]);
            int count = ring.Read(got, out _);
            Assert.AreEqual(6, count);
            for (int k = 0; k < count; k++)
                Assert.AreEqual(expected++, got[k]);
        }
    }

    [TestMethod]
    public void ALateReaderMissesTheOldestSamplesAndTimesShowIt()
    {
        var time = new ManualTime();
        var ring = new SampleRing(100, 1, TimeSpan.FromSeconds(0.1), new CaptureClock(time));
        for (int i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(0.04));
            ring.Write([4 * i, (4 * i) + 1, (4 * i) + 2, (4 * i) + 3]);
        }
        float[] got = new float[100];
        Assert.AreEqual(10, ring.Read(got, out TimeSpan at));
        CollectionAssert.AreEqual(Enumerable.Range(10, 10).Select(i => (float)i).ToArray(), got[..10]);
        Assert.AreEqual(0.1, at.TotalSeconds, 1e-6);
        ring.Write(Enumerable.Range(20, 25).Select(i => (float)i).ToArray());
        Assert.AreEqual(10, ring.Read(got, out _));
        Assert.AreEqual(35f, got[0]);
        Assert.AreEqual(44f, got[9]);
    }

    [TestMethod]
    public void OnlyWholeSamplesOfAllChannelsAreGiven()
    {
        var ring = new SampleRing(100, 3, TimeSpan.FromSeconds(1), new CaptureClock());
        ring.Write([1, 2, 3, 4, 5, 6]);
        Assert.AreEqual(3, ring.Read(new float[5], out _));
        Assert.AreEqual(3, ring.Read(new float[5], out _));
    }

    [TestMethod]
    public void TheEndFollowsTheLastAudio()
    {
        var ring = new SampleRing(100, 1, TimeSpan.FromSeconds(1), new CaptureClock());
        ring.Write([1, 2]);
        ring.End();
        float[] got = new float[8];
        Assert.AreEqual(2, ring.Read(got, out _));
        Assert.AreEqual(0, ring.Read(got, out _));
    }

    [TestMethod]
    public void AWaitingReaderIsWoken()
    {
        var ring = new SampleRing(100, 1, TimeSpan.FromSeconds(1), new CaptureClock());
        Task<int> reader = Task.Run(() => ring.Read(new float[8], out _));
        Assert.IsFalse(reader.Wait(50));
        ring.Write([1, 2, 3]);
        Assert.IsTrue(reader.Wait(10_000));
        Assert.AreEqual(3, reader.Result);
        reader = Task.Run(() => ring.Read(new float[8], out _));
        Assert.IsFalse(reader.Wait(50));
        ring.End();
        Assert.IsTrue(reader.Wait(10_000));
        Assert.AreEqual(0, reader.Result);
    }

    [TestMethod]
    public void NothingIsAllocatedOnTheWay()
    {
        var ring = new SampleRing(48_000, 1, TimeSpan.FromSeconds(1), new CaptureClock());
        float[] block = new float[480];
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                ring.Write(block);
                ring.Read(block, out _);
            }
        }));
    }
}
