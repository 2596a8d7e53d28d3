using MmaDfer.Samples.Robot;

namespace MmaDfer.Samples.Tests.Robot;

[TestClass]
public sealed class WatchdogTests
{
    private readonly Watchdog _dog = new();
    private TimeSpan _now = TimeSpan.FromSeconds(10);

    [TestMethod]
    public void AllIsWellWhileReadingsComeAndTicksAreInTime()
    {
        for (int i = 0; i < 500; i++)
        {
            Tick(0.02);
            Assert.IsNull(_dog.Trouble(_now, _now - TimeSpan.FromSeconds(0.5)));
            Assert.IsFalse(_dog.IsHanging(_now + TimeSpan.FromMilliseconds(20)));
        }
        Assert.AreEqual(0, _dog.Late);
    }

    [TestMethod]
    public void ReadingsThatStopAreTrouble()
    {
        Tick(0.02);
        Assert.AreEqual("no readings yet", _dog.Trouble(_now, null));
        TimeSpan reading = _now;
        TimeSpan stopped = default;
        for (int i = 0; i < 150; i++)
        {
            Tick(0.02);
            if (stopped == default && _dog.Trouble(_now, reading) is { } trouble)
            {
                Assert.AreEqual("the readings have stopped", trouble);
                stopped = _now;
            }
        }
        Assert.AreEqual(Watchdog.OldestReading.TotalSeconds, (stopped - reading).TotalSeconds, 0.021);
        Assert.IsNull(_dog.Trouble(_now, _now), "and when they are back, it is over");
    }

    [TestMethod]
    public void ALateLoopIsTroubleForAWhile()
    {
        Tick(0.02);
        Tick(0.09);
        Assert.IsNull(_dog.Trouble(_now, _now), "a few ticks late is no harm");
        Tick(0.11);
        Assert.AreEqual(1, _dog.Late);
        TimeSpan late = _now;
        while (_dog.Trouble(_now, _now) is { } trouble)
        {
            Assert.AreEqual("the loop was late", trouble);
            Tick(0.02);
        }
        Assert.AreEqual(Watchdog.Recovery.TotalSeconds, (_now - late).TotalSeconds, 0.021);
    }

    [TestMethod]
    public void ALoopThatHangsIsSeenFromOutside()
    {
        Assert.IsFalse(_dog.IsHanging(_now), "one that has not begun does not hang");
        Tick(0.02);
        Assert.IsFalse(_dog.IsHanging(_now + Watchdog.Hanging));
        Assert.IsTrue(_dog.IsHanging(_now + Watchdog.Hanging + TimeSpan.FromMilliseconds(1)));
        Tick(0.02);
        Assert.IsFalse(_dog.IsHanging(_now));
    }

    private void Tick(double seconds) => _dog.Tick(_now += TimeSpan.FromSeconds(seconds));
}
