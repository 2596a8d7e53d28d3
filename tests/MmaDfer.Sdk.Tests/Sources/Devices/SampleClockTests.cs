using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Tests.Sources.Devices;

[TestClass]
public sealed class SampleClockTests
{
    private const int Rate = 1000;

    [TestMethod]
    public void SamplesAreEvenlySpacedInAnyBlocks()
    {
        var clock = new SampleClock(Rate);
        var random = new Random(1);
        for (int block = 1; block <= 1000; block++)
        {
            clock.Arrived(block * 10, Seconds((block * 0.01) + 5 + (random.NextDouble() * 0.015)));
            if (block > 200)
                Assert.AreEqual(5.0, clock.TimeOf(0).TotalSeconds, 0.02);
        }
        Assert.AreEqual(0.001, (clock.TimeOf(5001) - clock.TimeOf(5000)).TotalSeconds, 1e-6);
    }

    [TestMethod]
    public void AFirstBlockThatWasLateIsMadeUpFor()
    {
        var clock = new SampleClock(Rate);
        clock.Arrived(10, Seconds(0.5));
        Assert.AreEqual(0.49, clock.TimeOf(0).TotalSeconds, 1e-6);
        // The rest of what had piled up comes at once.
        clock.Arrived(400, Seconds(0.51));
        Assert.AreEqual(0.11, clock.TimeOf(0).TotalSeconds, 1e-6);
    }

    [TestMethod]
    public void ASingleLateBlockDoesNotMoveTimes()
    {
        var clock = new SampleClock(Rate);
        for (int block = 1; block <= 500; block++)
            clock.Arrived(block * 10, Seconds((block * 0.01) + (block is > 250 and < 270 ? 0.3 : 0)));
        Assert.AreEqual(0, clock.TimeOf(0).TotalSeconds, 1e-6);
    }

    [TestMethod]
    public void MissingSamplesMakeTheTimesJumpWithinTwoSeconds()
    {
        var clock = new SampleClock(Rate);
        for (int block = 1; block <= 200; block++)
            clock.Arrived(block * 10, Seconds(block * 0.01));
        for (int block = 201; block <= 401; block++)
            clock.Arrived(block * 10, Seconds((block * 0.01) + 0.7));
        Assert.AreEqual(0.7, clock.TimeOf(0).TotalSeconds, 1e-6);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
