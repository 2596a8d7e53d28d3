using System.Diagnostics;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Picking;
using MmaDfer.Sdk.Tests.Engines.Picking;

namespace MmaDfer.Sdk.Tests.Engines;

[TestClass]
public sealed class EnginePickerTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(2);

    [TestMethod]
    public void TheFirstEngineThatWorksIsUsedAndTheOthersReportTheReason()
    {
        using FaultyEngine missing = new("missing") { OnOpen = _ => Fault.Throw }, wrong = new("wrong") { OnProof = Fault.WrongNumber },
            breaks = new("breaks") { OnRun = _ => Fault.Throw }, good = new("good");
        using var session = (FailoverSession)WindowSession.Prepare(new EnginePicker([missing, wrong, breaks, good, new CpuEngine(1)]));
        WindowSession.Check(session, 0);
        Assert.AreSame(good, session.Engine);
        CollectionAssert.AreEqual(
            (EngineState[])[EngineState.Refused, EngineState.Refused, EngineState.Refused, EngineState.InUse, EngineState.NotTried],
            session.Reports.Select(r => r.State).ToArray());
        Assert.AreEqual("the device was removed.", session.Reports[0].Reason);
        StringAssert.StartsWith(session.Reports[1].Reason, "it computes wrong results");
        Assert.AreEqual("the device was removed.", session.Reports[2].Reason);
        Assert.AreEqual("it is the first that works.", session.Reports[3].Reason);
        Assert.IsGreaterThan(TimeSpan.Zero, session.Reports[3].OpenTime!.Value);
        Assert.IsNull(session.Reports[4].OpenTime);
        Assert.IsEmpty(session.TakeChanges());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void AnEngineThatHangsWhileOpeningIsAbandoned(int opening)
    {
        using var hangs = new FaultyEngine("hangs") { OnOpen = n => n == opening ? Fault.Hang : Fault.None };
        long start = Stopwatch.GetTimestamp();
        using var session = (FailoverSession)WindowSession.Prepare(new EnginePicker([hangs, new CpuEngine(1)]) { OpenTimeLimit = s_short });
        Assert.IsLessThan(Wait.Limit, Stopwatch.GetElapsedTime(start));
        Assert.AreEqual("cpu", session.Engine.Name);
        Assert.AreEqual(EngineState.Refused, session.Reports[0].State);
        Assert.AreEqual("opening took more than 2 s and was abandoned.", session.Reports[0].Reason);
        WindowSession.Check(session, 1);
        // When it comes back after all, it closes by itself what it opened.
        hangs.Release();
        Assert.IsTrue(SpinWait.SpinUntil(() => hangs.CameBack == 1 && hangs.OpenSessions == 0, Wait.Limit));
        Assert.AreEqual("cpu", session.Engine.Name);
    }

    [TestMethod]
    public void ARequiredEngineComesFirst()
    {
        using FaultyEngine a = new("a"), b = new("b");
        using var session = (FailoverSession)WindowSession.Prepare(new EnginePicker([a, b, new CpuEngine(1)]) { RequiredEngine = "b" });
        Assert.AreSame(b, session.Engine);
        Assert.AreEqual(0, a.Opens);
    }

    [TestMethod]
    public void AMissingRequiredEngineIsAnErrorWithTheReason()
    {
        using FaultyEngine a = new("a"), missing = new("missing") { OnOpen = _ => Fault.Throw };
        var error = Assert.ThrowsExactly<EngineException>(
            () => WindowSession.Prepare(new EnginePicker([a, missing, new CpuEngine(1)]) { RequiredEngine = "missing" }));
        Assert.AreEqual("The engine 'missing' is required, but it does not work here: the device was removed.", error.Message);
        Assert.AreEqual(0, a.Opens + missing.OpenSessions);
        error = Assert.ThrowsExactly<EngineException>(() => WindowSession.Prepare(new EnginePicker([a, missing]) { RequiredEngine = "coreml" }));
        Assert.AreEqual("The engine 'coreml' is required, but it is not among the candidates: a, missing.", error.Message);
    }

    [TestMethod]
    public void IfNoEngineWorksTheErrorNamesAll()
    {
        using FaultyEngine a = new("a") { OnOpen = _ => Fault.Throw }, b = new("b") { OnProof = Fault.WrongShape };
        var error = Assert.ThrowsExactly<EngineException>(() => WindowSession.Prepare(new EnginePicker([a, b])));
        Assert.AreEqual(
            "No engine works here: a: the device was removed. b: its output of the proof network has 6 values instead of 7.", error.Message);
        Assert.IsTrue(SpinWait.SpinUntil(() => b.OpenSessions == 0, Wait.Limit));
    }

    [TestMethod]
    public void TheFastestIsMeasuredOnTheModelItself()
    {
        using FaultyEngine slow = new("slow") { Delay = TimeSpan.FromMilliseconds(300) }, slower = new("slower") { Delay = TimeSpan.FromMilliseconds(600) };
        using var session = (FailoverSession)WindowSession.Prepare(new EnginePicker([slower, slow, new CpuEngine(1)]) { PreferFastest = true });
        Assert.AreEqual("cpu", session.Engine.Name);
        CollectionAssert.AreEqual((string[])["cpu", "slow", "slower"], session.Reports.Select(r => r.Name).ToArray());
        StringAssert.StartsWith(session.Reports[0].Reason, "it is the fastest: ");
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(600), session.Reports[2].ClipTime!.Value);
        Assert.IsTrue(SpinWait.SpinUntil(() => slow.OpenSessions + slower.OpenSessions == 0, Wait.Limit));
        WindowSession.Check(session, 2);
    }

    [TestMethod]
    public void ProbingReportsTheEnginesThatWork()
    {
        using FaultyEngine missing = new("missing") { OnOpen = _ => Fault.Throw }, good = new("good");
        IReadOnlyList<EngineReport> reports = new EnginePicker([missing, good, new CpuEngine(1)]).ProbeCandidates();
        CollectionAssert.AreEqual(
            (EngineState[])[EngineState.Refused, EngineState.Ready, EngineState.Ready], reports.Select(r => r.State).ToArray());
        Assert.IsNotNull(reports[2].ClipTime);
        Assert.AreEqual(0, good.OpenSessions);
    }

    [TestMethod]
    public void LoadingCanBeCanceledWhileAnEngineHangs()
    {
        using var hangs = new FaultyEngine("hangs") { OnOpen = _ => Fault.Hang };
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Assert.ThrowsExactly<OperationCanceledException>(
            () => new EnginePicker([hangs, new CpuEngine(1)]).Prepare(ProofNetwork.Build, null, cancellation.Token));
    }

    [TestMethod]
    public void WrongListsAreRefused()
    {
        var cpu = new CpuEngine(1);
        Assert.ThrowsExactly<ArgumentException>(() => new EnginePicker([]));
        Assert.ThrowsExactly<ArgumentException>(() => new EnginePicker([cpu, cpu]));
        Assert.ThrowsExactly<ArgumentException>(() => new EnginePicker([new EnginePicker([cpu])]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new EnginePicker { RunTimeLimit = TimeSpan.Zero });
        Assert.AreEqual("cpu", EnginePicker.CreateDefaultCandidates(1)[^1].Name);
    }
}
