using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Tests.Engines.Picking;

namespace MmaDfer.Sdk.Tests.Engines.Cpu;

[TestClass]
public sealed class ThreadTeamTests
{
    [TestMethod]
    public void ThreadsInTheBackgroundGiveTheSameAnswers()
    {
        using Session session = WindowSession.Prepare(new CpuEngine(3) { Background = true });
        for (int window = 0; window < WindowSession.Windows; window++)
            WindowSession.Check(session, window);
    }

    [TestMethod]
    public void AThreadThatStandsBackDoesSoForItselfAlone()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("NOT TESTED HERE: priorities of threads are read from Linux's /proc.");
        int own = Niceness(), other = 0;
        var thread = new Thread(() =>
        {
            LowPriority.Take();
            other = Niceness();
        });
        thread.Start();
        thread.Join();
        Assert.AreEqual(own, Niceness());
        Assert.AreEqual(Math.Min(own + 5, 19), other);
    }

    /// <summary>That of the calling thread: the 19th number of its line, after the name in brackets.</summary>
    private static int Niceness()
    {
        string line = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[16]);
    }
}
