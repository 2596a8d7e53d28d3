using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Tests.Sources.Devices;

[TestClass]
public sealed class NewestFrameTests
{
    [TestMethod]
    public void TheNewestWinsAndTheOthersAreCounted()
    {
        var frames = new NewestFrame();
        for (byte i = 1; i <= 5; i++)
            Publish(frames, i);
        Assert.AreEqual(5, frames.Take(out TimeSpan time)![0]);
        Assert.AreEqual(5, time.TotalSeconds);
        Assert.AreEqual(4, frames.Dropped);
        Publish(frames, 6);
        Assert.AreEqual(6, frames.Take(out _)![0]);
        Assert.AreEqual(4, frames.Dropped);
    }

    [TestMethod]
    public void AFrameInUseStaysUnchangedWhileOthersArrive()
    {
        var frames = new NewestFrame();
        Publish(frames, 1);
        byte[] shown = frames.Take(out _)!;
        for (byte i = 2; i < 20; i++)
        {
            Publish(frames, i);
            Assert.AreEqual(1, shown[0]);
        }
        Assert.AreEqual(19, frames.Take(out _)![0]);
    }

    [TestMethod]
    public void TheEndFollowsTheLastFrameAndWakesWaitingReaders()
    {
        var frames = new NewestFrame();
        Publish(frames, 1);
        frames.End();
        Assert.AreEqual(1, frames.Take(out _)![0]);
        Assert.IsNull(frames.Take(out _));
        var other = new NewestFrame();
        Task<byte[]?> reader = Task.Run(() => other.Take(out _));
        Assert.IsFalse(reader.Wait(50));
        other.End();
        Assert.IsTrue(reader.Wait(10_000));
        Assert.IsNull(reader.Result);
    }

    [TestMethod]
    public void NothingIsAllocatedOnTheWay()
    {
        var frames = new NewestFrame();
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Publish(frames, (byte)i);
                frames.Take(out _);
            }
        }));
    }

    private static void Publish(NewestFrame frames, byte value)
    {
        frames.Room(1000).Fill(value);
        frames.Publish(TimeSpan.FromSeconds(value));
    }
}
