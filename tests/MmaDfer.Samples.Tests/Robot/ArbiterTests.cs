using MmaDfer.Samples.Robot;

namespace MmaDfer.Samples.Tests.Robot;

[TestClass]
public sealed class ArbiterTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly Arbiter _arbiter = new();
    private TimeSpan _now;

    [TestMethod]
    [DataRow("happiness", Behaviour.Approach)]
    [DataRow("surprise", Behaviour.Approach)]
    [DataRow("sadness", Behaviour.Comfort)]
    [DataRow("fear", Behaviour.Comfort)]
    [DataRow("anxiety", Behaviour.Comfort)]
    [DataRow("helplessness", Behaviour.Comfort)]
    [DataRow("disappointment", Behaviour.Comfort)]
    [DataRow("anger", Behaviour.BackOff)]
    [DataRow("disgust", Behaviour.BackOff)]
    [DataRow("contempt", Behaviour.BackOff)]
    [DataRow("neutral", Behaviour.Wait)]
    [DataRow("something else", Behaviour.Wait)]
    [DataRow(null, Behaviour.Wait)]
    public void EveryLabelHasItsBehaviour(string? label, object expected)
    {
        Assert.AreEqual((Behaviour)expected, After(2, See(label, 0.9f)));
    }

    [TestMethod]
    public void WithoutAFaceTheRobotWaits()
    {
        After(2, See("happiness", 0.9f));
        Assert.AreEqual(Behaviour.Wait, Once(See("happiness", 0.9f) with { Face = false }), "at once");
        StringAssert.Contains(_arbiter.Reason, "no face");
    }

    [TestMethod]
    public void AProblemStopsTheRobotAtOnceWithItsReason()
    {
        After(2, See("anger", 0.9f));
        Assert.AreEqual(Behaviour.Wait, Once(See("anger", 0.9f) with { Problem = "the readings have stopped" }));
        Assert.AreEqual("the readings have stopped", _arbiter.Reason);
    }

    [TestMethod]
    public void AngerMakesTheRobotBackOffAtOnce()
    {
        Assert.AreEqual(Behaviour.Approach, Once(See("happiness", 0.9f)));
        Assert.AreEqual(Behaviour.BackOff, Once(See("anger", 0.9f)));
    }

    [TestMethod]
    public void OtherChangesWaitForTheDwellTime()
    {
        Once(See("happiness", 0.9f));
        TimeSpan began = _now;
        while (Once(See("sadness", 0.9f)) != Behaviour.Comfort)
            Assert.IsLessThan(TimeSpan.FromSeconds(5), _now);
        Assert.AreEqual(Arbiter.DwellTime.TotalSeconds, (_now - began).TotalSeconds, Tick.TotalSeconds);
    }

    [TestMethod]
    public void StartingNeedsMoreConfidenceThanContinuing()
    {
        Assert.AreEqual(Behaviour.Wait, After(3, See("happiness", Arbiter.StartConfidence - 0.01f)));
        Assert.AreEqual(Behaviour.Approach, After(3, See("happiness", Arbiter.StartConfidence)));
        Assert.AreEqual(Behaviour.Approach, After(3, See("happiness", Arbiter.StopConfidence)));
        Assert.AreEqual(Behaviour.Wait, After(3, See("happiness", Arbiter.StopConfidence - 0.01f)));
        Assert.AreEqual(Behaviour.Wait, After(3, See("anger", float.NaN)), "NaN is no confidence");
    }

    [TestMethod]
    public void FlickeringEmotionsChangeTheBehaviourOncePerSecondAtMost()
    {
        int changes = 0;
        Behaviour last = default;
        for (int i = 0; i < 500; i++)
        {
            Behaviour current = Once(See(i % 2 == 0 ? "happiness" : "sadness", 0.9f));
            changes += current != last ? 1 : 0;
            last = current;
        }
        Assert.IsInRange(1, 11, changes, "at most one per second");
    }

    private static Perception See(string? label, float confidence) => new(true, label, confidence, null);

    private Behaviour Once(Perception perception) => _arbiter.Decide(_now += Tick, perception);

    private Behaviour After(double seconds, Perception perception)
    {
        for (TimeSpan end = _now + TimeSpan.FromSeconds(seconds); _now < end;)
            Once(perception);
        return _arbiter.Current;
    }
}
