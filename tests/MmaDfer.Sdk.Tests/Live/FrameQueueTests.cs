using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Tests.Live;

[TestClass]
public sealed class FrameQueueTests
{
    [TestMethod]
    public void FramesComeInOrderAndTheNewestIsNeverDropped()
    {
        var queue = new FrameQueue();
        Assert.IsNull(queue.Take());
        for (int i = 0; i < 10; i++)
            Assert.AreEqual(i >= 4, Push(queue, i), $"{i}");
        Assert.IsTrue(queue.HasFrames);
        var taken = new List<int>();
        while (queue.Take() is { } slot)
        {
            Assert.AreSame(slot, queue.Take());
            taken.Add((int)slot.Epoch);
            Assert.IsTrue(queue.HasFrames);
            queue.Release();
        }
        CollectionAssert.AreEqual(new[] { 6, 7, 8, 9 }, taken);
        Assert.IsFalse(queue.HasFrames);
    }

    [TestMethod]
    public void TheFrameBeingProcessedIsNotOverwritten()
    {
        var queue = new FrameQueue();
        Push(queue, 0);
        FrameSlot worked = queue.Take()!;
        for (int i = 1; i < 10; i++)
            Push(queue, i);
        Assert.AreEqual(0, worked.Epoch);
        Assert.AreSame(worked, queue.Take());
        queue.Release();
        Assert.AreEqual(7, queue.Take()!.Epoch);
        Assert.AreSame(queue.Next(out _), queue.Next(out _), "what was not pushed is filled again");
    }

    [TestMethod]
    [Timeout(300_000)]
    public void NothingIsTornOrOutOfOrderBetweenTwoThreads()
    {
        const int count = 300_000;
        var queue = new FrameQueue();
        int leftOut = 0, taken = 0, wrong = 0;
        long last = -1;
        bool ended = false;
        var worker = new Thread(() =>
        {
            // What was pushed before the end was seen is there when it is looked for after it.
            for (bool all = false; !all;)
            {
                all = Volatile.Read(ref ended);
                while (queue.Take() is { } slot)
                {
                    wrong += slot.Epoch <= last || slot.Width != slot.Epoch || slot.Height != slot.Epoch ? 1 : 0;
                    last = slot.Epoch;
                    taken++;
                    queue.Release();
                }
            }
        });
        worker.Start();
        for (int i = 0; i < count; i++)
            leftOut += Push(queue, i) ? 1 : 0;
        Volatile.Write(ref ended, true);
        worker.Join();
        Assert.AreEqual(0, wrong);
        Assert.AreEqual(count - 1, last);
        Assert.AreEqual(count, taken + leftOut);
    }

    private static bool Push(FrameQueue queue, int number)
    {
        FrameSlot slot = queue.Next(out bool leavesOut);
        (slot.Epoch, slot.Width, slot.Height) = (number, number, number);
        queue.Push();
        return leavesOut;
    }
}
