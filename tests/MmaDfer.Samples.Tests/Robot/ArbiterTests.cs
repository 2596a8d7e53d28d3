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
    public void EveryEmotionHasItsAnswer(string? label, object answer)
    {
        Assert.AreEqual((Behaviour)answer, After(2, Felt(label, 0.9f)));
    }

    [TestMethod]
    public void NothingIsDoneWhereNobodyIs()
    {
        After(2, Felt("happiness", 0.9f));
        Assert.AreEqual(Behaviour.Wait, Once(Felt("happiness", 0.9f) with { Face = false }), "at once");
        StringAssert.Contains(_arbiter.Reason, "nobody");
    }

    [TestMethod]
    public void TroubleIsObeyedAtOnceAndTold()
    {
        After(2, Felt("anger", 0.9f));
        Assert.AreEqual(Behaviour.Wait, Once(Felt("anger", 0.9f) with { Trouble = "the readings have stopped" }));
        Assert.AreEqual("the readings have stopped", _arbiter.Reason);
    }

    [TestMethod]
    public void AngerIsObeyedAtOnceWhateverTheRobotDoes()
    {
        Assert.AreEqual(Behaviour.Approach, Once(Felt("happiness", 0.9f)));
        Assert.AreEqual(Behaviour.BackOff, Once(Felt("anger", 0.9f)));
    }

    [TestMethod]
    public void OtherChangesWaitForTheirTurn()
    {
        Once(Felt("happiness", 0.9f));
        TimeSpan began = _now;
        while (Once(Felt("sadness", 0.9f)) != Behaviour.Comfort)
            Assert.IsLessThan(TimeSpan.FromSeconds(5), _now);
        Assert.AreEqual(Arbiter.Dwell.TotalSeconds, (_now - began).TotalSeconds, Tick.TotalSeconds);
    }

    [TestMethod]
    public void ToBeginTakesMoreThanToGoOn()
    {
        Assert.AreEqual(Behaviour.Wait, After(3, Felt("happiness", Arbiter.SureEnough - 0.01f)));
        Assert.AreEqual(Behaviour.Approach, After(3, Felt("happiness", Arbiter.SureEnough)));
        Assert.AreEqual(Behaviour.Approach, After(3, Felt("happiness", Arbiter.NoMore)));
        Assert.AreEqual(Behaviour.Wait, After(3, Felt("happiness", Arbiter.NoMore - 0.01f)));
        Assert.AreEqual(Behaviour.Wait, After(3, Felt("anger", float.NaN)), "not a number is not sure");
    }

    [TestMethod]
    public void EmotionsThatFlickerDoNotMakeTheRobotFidget()
    {
        int changes = 0;
        Behaviour last = default;
        for (int i = 0; i < 500; i++)
        {
            Behaviour current = Once(Felt(i % 2 == 0 ? "happiness" : "sadness", 0.9f));
            changes += current != last ? 1 : 0;
            last = current;
        }
        Assert.IsInRange(1, 11, changes, "one a second at most");
    }

    private static Perception Felt(string? label, float confidence) => new(true, label, confidence, null);

    private Behaviour Once(Perception seen) => _arbiter.Decide(_now += Tick, seen);

    private Behaviour After(double seconds, Perception seen)
    {
        for (TimeSpan end = _now + TimeSpan.FromSeconds(seconds); _now < end;)
            Once(seen);
        return _arbiter.Current;
    }
}
