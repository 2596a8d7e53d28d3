using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Picking;

namespace MmaDfer.Sdk.Tests.Engines.Picking;

/// <summary>When an engine that was lost is opened again, and when not.</summary>
[TestClass]
public sealed class FailoverRetryTests
{
    [TestMethod]
    public void ALostEngineIsRetriedAfterGrowingDelaysAndUsedAgain()
    {
        var time = new ManualTime();
        bool present = true;
        using var gpu = new FaultyEngine("gpu")
        {
            OnOpen = _ => Volatile.Read(ref present) ? Fault.None : Fault.Throw, OnRun = n => n == 2 ? Fault.Throw : Fault.None,
        };
        using FailoverSession session = Prepare(new([gpu, new CpuEngine(1)])
        {
            Time = time, InitialRetryDelay = TimeSpan.FromSeconds(1), MaxRetryDelay = TimeSpan.FromSeconds(5),
        });
        Volatile.Write(ref present, false);
        WindowSession.Check(session, 0);
        Assert.AreEqual("cpu", session.TakeChanges().Single().Current.Name);
        int opens = gpu.Opens;
        for (int retry = 1; retry <= 4; retry++)
        {
            time.Advance(time.Pauses[^1] - TimeSpan.FromMilliseconds(1));
            Assert.AreEqual(opens + retry - 1, gpu.Opens, "It was tried before the pause was over.");
            time.Advance(TimeSpan.FromMilliseconds(1));
            Wait.Until(() => time.PauseCount == retry + 1, "It was not tried again.");
            Assert.AreEqual(opens + retry, gpu.Opens);
            WindowSession.Check(session, retry);
        }
        CollectionAssert.AreEqual((double[])[1, 2, 4, 5, 5], time.Pauses.Select(p => p.TotalSeconds).ToArray());
        Assert.AreEqual("it was lost and is retried; the last attempt failed: the device was removed.", session.Reports[0].Reason);

        Volatile.Write(ref present, true);
        time.Advance(TimeSpan.FromSeconds(5));
        Wait.Until(() => session.Reports[0].State == EngineState.Ready, "It did not come back.");
        Assert.AreEqual("cpu", session.Engine.Name);
        WindowSession.Check(session, 1);
        EngineChangedEventArgs change = session.TakeChanges().Single();
        Assert.AreSame(gpu, change.Current);
        Assert.AreEqual("it works again.", change.Reason);
        CollectionAssert.AreEqual((EngineState[])[EngineState.InUse, EngineState.Ready], session.Reports.Select(r => r.State).ToArray());
    }

    [TestMethod]
    public void AnEngineIsNotOpenedAgainWhileARunHangs()
    {
        var time = new ManualTime();
        using var gpu = new FaultyEngine("gpu") { OnRun = n => n == 2 ? Fault.Hang : Fault.None };
        using FailoverSession session = Prepare(new([gpu, new CpuEngine(1)]) { RunTimeLimit = TimeSpan.FromSeconds(2), Time = time });
        WindowSession.Check(session, 0);
        int opens = gpu.Opens;
        time.Advance(time.Pauses[^1]);
        Wait.Until(() => time.PauseCount == 2);
        Assert.AreEqual(opens, gpu.Opens);
        StringAssert.Contains(session.Reports[0].Reason, "its last run has not returned yet");
        gpu.Release();
        Wait.Until(() => gpu.OpenSessions == 0, "The hung session was not closed.");
        Wait.Until(() =>
        {
            time.Advance(time.Pauses[^1]);
            return session.Reports[0].State == EngineState.Ready;
        });
        WindowSession.Check(session, 1);
        Assert.AreSame(gpu, session.Engine);
    }

    [TestMethod]
    public void AnEngineThatHangsDuringARetryIsNotRetriedAgain()
    {
        var time = new ManualTime();
        using var gpu = new FaultyEngine("gpu") { OnOpen = n => n == 3 ? Fault.Hang : Fault.None, OnRun = n => n == 2 ? Fault.Throw : Fault.None };
        using FailoverSession session = Prepare(new([gpu, new CpuEngine(1)]) { OpenTimeLimit = TimeSpan.FromSeconds(2), Time = time });
        WindowSession.Check(session, 0);
        time.Advance(time.Pauses[^1]);
        Wait.Until(() => session.Reports[0].State == EngineState.Refused);
        gpu.Release();
        Wait.Until(() => gpu.CameBack == 1 && gpu.OpenSessions == 0);
        time.Advance(TimeSpan.FromDays(1));
        WindowSession.Check(session, 1);
        Assert.AreEqual(3, gpu.Opens);
    }

    [TestMethod]
    public void AnAttemptUnderWayContinuesWhenItsEngineIsNeededMeanwhile()
    {
        var time = new ManualTime();
        using FaultyEngine a = new("a") { OnRun = n => n is 2 or 4 ? Fault.Throw : Fault.None },
            b = new("b") { OnRun = n => n == 3 ? Fault.Throw : Fault.None, OnOpen = n => n == 3 ? Fault.Hang : Fault.None };
        using FailoverSession session = Prepare(new([a, b, new CpuEngine(1)]) { Time = time });
        WindowSession.Check(session, 0);
        Assert.AreSame(b, session.Engine);
        WindowSession.Check(session, 1);
        Assert.AreEqual("cpu", session.Engine.Name);
        time.Advance(TimeSpan.FromSeconds(2));
        Wait.Until(() => session.Reports[0].State == EngineState.Ready && b.Opens == 3);
        // The better one is taken back and lost in the same run, while the attempt at the other hangs.
        WindowSession.Check(session, 2);
        Assert.AreEqual("cpu", session.Engine.Name);
        CollectionAssert.AreEqual((string[])["b", "cpu", "a", "cpu"], session.TakeChanges().Select(c => c.Current.Name).ToArray());
        b.Release();
        Wait.Until(() => session.Reports[1].State == EngineState.Ready, "It was forgotten.");
        WindowSession.Check(session, 3);
        Assert.AreSame(b, session.Engine);
    }

    [TestMethod]
    public void AnEngineOpenedTwiceStaysOpenOnce()
    {
        using var gpu = new FaultyEngine("gpu");
        var recipe = new NetworkRecipe(ProofNetwork.Build);
        FailoverTerms terms = new EnginePicker([gpu]).Terms;
        Dictionary<string, float[]> inputs = recipe.Inputs.ToDictionary(i => i.Key, i => new float[i.Value.Count]);
        var candidate = new Candidate(gpu);
        OpenedEngine[] opened = [.. Enumerable.Range(0, 2).Select(_ => OpenedEngine.Open(gpu, recipe, inputs, terms, null, CancellationToken.None))];
        Assert.AreEqual(2, gpu.OpenSessions);
        candidate.Open(opened[0]);
        candidate.Open(opened[1]);
        Assert.AreSame(opened[0], candidate.Opened);
        opened[1].Join(Wait.Limit);
        Assert.AreEqual(1, gpu.OpenSessions);
        candidate.Close()!.Join(Wait.Limit);
        Assert.AreEqual(0, gpu.OpenSessions);
    }

    [TestMethod]
    public void DisposingDoesNotWaitForARetryThatHangs()
    {
        var time = new ManualTime();
        using var gpu = new FaultyEngine("gpu") { OnOpen = n => n == 3 ? Fault.Hang : Fault.None, OnRun = n => n == 2 ? Fault.Throw : Fault.None };
        FailoverSession session = Prepare(new([gpu, new CpuEngine(1)]) { Time = time });
        WindowSession.Check(session, 0);
        time.Advance(time.Pauses[^1]);
        Wait.Until(() => gpu.Opens == 3);
        Assert.IsTrue(Task.Run(session.Dispose).Wait(Wait.Limit), "It waits for the attempt that hangs.");
        gpu.Release();
        Wait.Until(() => gpu.CameBack == 1 && gpu.OpenSessions == 0);
    }

    private static FailoverSession Prepare(EnginePicker picker) => (FailoverSession)WindowSession.Prepare(picker);
}
