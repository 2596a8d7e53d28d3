using MmaDfer.Samples.Robot;

namespace MmaDfer.Samples.Tests.Robot;

[TestClass]
public sealed class WatchdogTests
{
    private readonly Watchdog _dog = new();
    private TimeSpan _now = TimeSpan.FromSeconds(10);

    [TestMethod]
    public void TimelyReadingsAndTicksAreNoProblem()
    {
        for (int i = 0; i < 500; i++)
        {
            Tick(0.02);
            Assert.IsNull(_dog.FindProblem(_now, _now - TimeSpan.FromSeconds(0.5)));
            Assert.IsFalse(_dog.IsHanging(_now + TimeSpan.FromMilliseconds(20)));
        }
        Assert.AreEqual(0, _dog.Late);
    }

    [TestMethod]
    public void ReadingsThatStopAreAProblem()
    {
        Tick(0.02);
        Assert.AreEqual("no readings yet", _dog.FindProblem(_now, null));
        TimeSpan reading = _now;
        TimeSpan stopped = default;
        for (int i = 0; i < 150; i++)
        {
            Tick(0.02);
            if (stopped == default && _dog.FindProblem(_now, reading) is { } problem)
            {
                Assert.AreEqual("the readings have stopped", problem);
                stopped = _now;
            }
        }
        Assert.AreEqual(Watchdog.MaxReadingAge.TotalSeconds, (stopped - reading).TotalSeconds, 0.021);
        Assert.IsNull(_dog.FindProblem(_now, _now), "no problem once they are back");
    }

    [TestMethod]
    public void ALateLoopIsAProblemUntilItRecovers()
    {
        Tick(0.02);
        Tick(0.09);
        Assert.IsNull(_dog.FindProblem(_now, _now), "a few ticks late is no problem");
        Tick(0.11);
        Assert.AreEqual(1, _dog.Late);
        TimeSpan late = _now;
        while (_dog.FindProblem(_now, _now) is { } problem)
        {
            Assert.AreEqual("the loop was late", problem);
            Tick(0.02);
        }
        Assert.AreEqual(Watchdog.RecoveryTime.TotalSeconds, (_now - late).TotalSeconds, 0.021);
    }

    [TestMethod]
    public void AHangingLoopIsDetectedFromAnotherThread()
    {
        Assert.IsFalse(_dog.IsHanging(_now), "a loop that has not started does not hang");
        Tick(0.02);
        Assert.IsFalse(_dog.IsHanging(_now + Watchdog.HangLimit));
        Assert.IsTrue(_dog.IsHanging(_now + Watchdog.HangLimit + TimeSpan.FromMilliseconds(1)));
        Tick(0.02);
        Assert.IsFalse(_dog.IsHanging(_now));
    }

    private void Tick(double seconds) => _dog.Tick(_now += TimeSpan.FromSeconds(seconds));
}
