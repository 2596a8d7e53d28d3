using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Engines;

[TestClass]
public sealed class TurnsTests
{
    [TestMethod]
    public void OnlyOneCallerHasTheTurnAndAllGetIt()
    {
        var turns = new Turns();
        int inside = 0, count = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                turns.Enter();
                // Not atomic, on purpose: two at a time would lose some.
                inside++;
                if (inside == 1 && i % 50 == 0)
                    Thread.Yield();
                count += inside;
                inside--;
                turns.Leave();
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            Assert.IsTrue(thread.Join(TimeSpan.FromSeconds(30)), "A thread hangs.");
        Assert.AreEqual(4000, count);
    }
}
