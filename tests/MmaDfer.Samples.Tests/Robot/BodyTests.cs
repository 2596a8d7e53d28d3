using MmaDfer.Samples.Robot;

namespace MmaDfer.Samples.Tests.Robot;

[TestClass]
public sealed class BodyTests
{
    [TestMethod]
    [DataRow(Behaviour.Approach, Body.MinDistance)]
    [DataRow(Behaviour.Comfort, 1.2f)]
    [DataRow(Behaviour.BackOff, 2.8f)]
    public void EachBehaviourReachesItsDistanceSmoothly(object behaviour, float place)
    {
        var body = new Body();
        float speed = 0;
        for (int i = 0; i < 50 * 12; i++)
        {
            body.Move((Behaviour)behaviour, 0.02f);
            Assert.IsLessThan(0.0201f, MathF.Abs(body.Speed - speed), "no jerk");
            Assert.IsInRange(Body.MinDistance, Body.MaxDistance, body.Distance);
            speed = body.Speed;
        }
        Assert.AreEqual(place, body.Distance, 0.03f);
        Assert.AreEqual(0, body.Speed, 0.02f);
    }

    [TestMethod]
    public void WaitingSlowsDownAndHaltingStops()
    {
        var body = new Body();
        for (int i = 0; i < 50; i++)
            body.Move(Behaviour.BackOff, 0.02f);
        Assert.IsLessThan(-0.3f, body.Speed);
        body.Move(Behaviour.Wait, 0.02f);
        Assert.IsLessThan(-0.2f, body.Speed, "not at once");
        body.Halt();
        Assert.AreEqual(0, body.Speed);
        float distance = body.Distance;
        body.Move(Behaviour.Wait, 0.02f);
        Assert.AreEqual(distance, body.Distance);
    }

    [TestMethod]
    public void TheHeadTurnsAsFastAsItCan()
    {
        var body = new Body();
        int ticks = 0;
        for (float before = 0; body.Gaze != 0.5f; before = body.Gaze, ticks++)
        {
            body.Look(0.5f, 0.02f);
            Assert.IsInRange(0, 0.0401f, body.Gaze - before);
        }
        Assert.AreEqual(0.5 / Body.GazeSpeed, ticks * 0.02, 0.021);
        for (int i = 0; i < 100; i++)
            body.Look(-3, 0.02f);
        Assert.AreEqual(-1, body.Gaze, "not beyond the frame");
    }
}
