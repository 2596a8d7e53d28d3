using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Picking;

namespace MmaDfer.Sdk.Tests.Engines.Picking;

// Some of these tests measure allocations and time.
[TestClass]
[DoNotParallelize]
public sealed class FailoverSessionTests
{
    [TestMethod]
    [DataRow("Throw", "a run failed: the device was removed.")]
    [DataRow("Hang", "a run took more than 2 s and was abandoned.")]
    [DataRow("NotANumber", "its output is not a number.")]
    [DataRow("WrongShape", "a run failed: the output 'logits' has 6 values instead of 7.")]
    public void AFailureLosesNoWindow(string fault, string reason)
    {
        var time = new ManualTime();
        // The first run is the one that opening does.
        using var gpu = new FaultyEngine("gpu") { OnRun = n => n == 4 ? Enum.Parse<Fault>(fault) : Fault.None };
        using FailoverSession session = Prepare(new([gpu, new CpuEngine(1)]) { RunTimeLimit = TimeSpan.FromSeconds(2), Time = time });
        WindowSession.Check(session, 0);
        WindowSession.Check(session, 1);
        Assert.IsEmpty(session.TakeChanges());
        WindowSession.Check(session, 2);
        EngineChangedEventArgs change = session.TakeChanges().Single();
        Assert.AreSame(gpu, change.Previous);
        Assert.AreEqual("cpu", change.Current.Name);
        Assert.AreEqual($"'gpu' was lost: {reason}", change.Reason);
        Assert.AreEqual("cpu", session.Engine.Name);
        Assert.AreEqual(EngineState.Lost, session.Reports[0].State);
        Assert.AreEqual(reason, session.Reports[0].Reason);
        WindowSession.Check(session, 3);
        Assert.IsEmpty(session.TakeChanges());
        Assert.AreEqual(4, gpu.Runs);
    }

    [TestMethod]
    public void AThousandWindowsSurviveRandomFailures()
    {
        var limit = TimeSpan.FromMilliseconds(100);
        using FaultyEngine a = Unreliable("a", 1), b = Unreliable("b", 2);
        Fault[] kinds = [Fault.Throw, Fault.NotANumber, Fault.WrongShape, Fault.Hang];
        // The best one fails in each way in turn, the other at random.
        a.OnRun = n => n % 9 == 0 ? kinds[n / 9 % kinds.Length] : Fault.None;
        var picker = new EnginePicker([a, b, new CpuEngine(1)])
        {
            RunTimeLimit = limit, InitialRetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(20),
        };
        var changes = new List<EngineChangedEventArgs>();
        using (FailoverSession session = Prepare(picker))
        {
            for (int i = 0; i < 1000; i++)
            {
                WindowSession.Check(session, i);
                changes.AddRange(session.TakeChanges());
            }
        }
        Assert.IsGreaterThan(20, changes.Count);
        Assert.IsTrue(changes.Any(c => c.Reason == "it works again."));
        Assert.IsGreaterThan(0, a.CameBack);
        foreach (string reason in (string[])["device was removed", "took more than", "not a number", "6 values"])
            Assert.IsTrue(changes.Any(c => c.Reason.Contains(reason, StringComparison.Ordinal)), reason);
        // Each change goes on where the one before ended.
        Assert.AreSame(a, changes[0].Previous);
        for (int i = 1; i < changes.Count; i++)
            Assert.AreSame(changes[i - 1].Current, changes[i].Previous);
        Wait.Until(() => a.OpenSessions + b.OpenSessions == 0, "Sessions stay open.");
    }

    [TestMethod]
    [DynamicData(nameof(LongTimes))]
    public void TimeLimitsMayBeOfAnyLength(TimeSpan limit)
    {
        using var gpu = new FaultyEngine("gpu") { OnRun = n => n == 3 ? Fault.Throw : Fault.None };
        var picker = new EnginePicker([gpu, new CpuEngine(1)])
        {
            OpenTimeLimit = limit, RunTimeLimit = limit, InitialRetryDelay = limit, MaxRetryDelay = limit,
        };
        using FailoverSession session = Prepare(picker);
        WindowSession.Check(session, 0);
        Assert.AreSame(gpu, session.Engine);
        WindowSession.Check(session, 1);
        Assert.AreEqual("cpu", session.Engine.Name);
        Assert.AreEqual(EngineState.Lost, session.Reports[0].State);
        Assert.AreEqual(EngineState.Ready, new EnginePicker([gpu]) { OpenTimeLimit = limit, RunTimeLimit = limit }.ProbeCandidates().Single().State);
    }

    public static IEnumerable<object[]> LongTimes =>
        new[] { TimeSpan.MaxValue, Timeout.InfiniteTimeSpan, TimeSpan.FromDays(25), TimeSpan.FromDays(60) }.Select(t => new object[] { t });

    [TestMethod]
    public void DisposingFreesTheEnginesThatAreOpen()
    {
        using FaultyEngine gpu = new("gpu"), spare = new("spare");
        FailoverSession session = Prepare(new([gpu, spare, new CpuEngine(1)]) { KeepSpare = true });
        CollectionAssert.AreEqual(
            (EngineState[])[EngineState.InUse, EngineState.Ready, EngineState.NotTried], session.Reports.Select(r => r.State).ToArray());
        session.Dispose();
        Assert.AreEqual(0, gpu.OpenSessions + spare.OpenSessions);
    }

    [TestMethod]
    public void ASpareIsNotOpenedAgain()
    {
        using FaultyEngine gpu = new("gpu") { OnRun = n => n == 2 ? Fault.Throw : Fault.None }, spare = new("spare");
        using FailoverSession session = Prepare(new([gpu, spare]) { KeepSpare = true, Time = new ManualTime() });
        int opens = spare.Opens;
        WindowSession.Check(session, 0);
        Assert.AreSame(spare, session.Engine);
        Assert.AreEqual(opens, spare.Opens);
    }

    [TestMethod]
    public void TheOnlyEngineIsOpenedAgain()
    {
        using var gpu = new FaultyEngine("gpu") { OnRun = n => n == 2 ? Fault.Throw : Fault.None };
        using FailoverSession session = Prepare(new([gpu]) { Time = new ManualTime() });
        WindowSession.Check(session, 0);
        EngineChangedEventArgs change = session.TakeChanges().Single();
        Assert.AreSame(gpu, change.Previous);
        Assert.AreSame(gpu, change.Current);
        Assert.AreEqual("'gpu' was lost: a run failed: the device was removed. It was opened again.", change.Reason);
    }

    [TestMethod]
    public void IfAllEnginesAreLostTheErrorHasTheReasonsAndTheNextRunRetries()
    {
        bool present = true;
        using FaultyEngine a = new("a"), b = new("b");
        a.OnRun = b.OnRun = _ => Volatile.Read(ref present) ? Fault.None : Fault.Throw;
        using FailoverSession session = Prepare(new([a, b]) { Time = new ManualTime() });
        WindowSession.Check(session, 0);
        Volatile.Write(ref present, false);
        var error = Assert.ThrowsExactly<EngineException>(() => WindowSession.Run(session, 1));
        Assert.AreEqual("No engine works here: a: the device was removed. b: the device was removed.", error.Message);
        Assert.IsInstanceOfType<InvalidOperationException>(error.InnerException);
        Volatile.Write(ref present, true);
        WindowSession.Check(session, 2);
    }

    [TestMethod]
    public void AGoodRunAllocatesNothing()
    {
        using var gpu = new FaultyEngine("gpu");
        foreach (Engine engine in (Engine[])[gpu, new CpuEngine(1)])
        {
            using FailoverSession session = Prepare(new([engine, new CpuEngine(2)]));
            for (int i = 0; i < 30; i++)
                session.Run();
            // The test host has threads of its own, so the least of several tries counts.
            long least = long.MaxValue;
            for (int i = 0; i < 20; i++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                session.Run();
                least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            }
            Assert.AreEqual(0, least, engine.Name);
            Assert.AreEqual(0, Allocation.Least(() =>
            {
                for (int i = 0; i < 10; i++)
                    session.Run();
            }), engine.Name);
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void ACanceledRunIsNotAFailureOfTheEngine(bool hasDriver)
    {
        using var source = new CancellationTokenSource();
        using var gpu = new FaultyEngine("gpu") { HasDriver = hasDriver };
        using FailoverSession session = Prepare(new([gpu, new CpuEngine(1)]));
        WindowSession.Check(session, 0);
        int runs = gpu.Runs;
        gpu.OnRun = _ =>
        {
            source.Cancel();
            return Fault.None;
        };
        var canceled = Assert.ThrowsExactly<OperationCanceledException>(() => session.Run(source.Token));
        Assert.AreEqual(source.Token, canceled.CancellationToken);
        Assert.AreEqual(runs + 1, gpu.Runs);
        Assert.AreEqual(EngineState.InUse, session.Reports[0].State);
        WindowSession.Check(session, 1);
        Assert.AreSame(gpu, session.Engine);
        Assert.IsEmpty(session.TakeChanges());
        Assert.ThrowsExactly<OperationCanceledException>(() => session.Run(source.Token));
        Assert.AreEqual(runs + 2, gpu.Runs, "A run whose token is canceled already must not begin.");
    }

    [TestMethod]
    public void ARunThatIsCanceledWhileItsEngineIsLostContinuesOnTheNextEngineLater()
    {
        using var source = new CancellationTokenSource();
        using var gpu = new FaultyEngine("gpu");
        using FailoverSession session = Prepare(new([gpu, new CpuEngine(1)]) { Time = new ManualTime() });
        WindowSession.Check(session, 0);
        gpu.OnRun = _ =>
        {
            source.Cancel();
            return Fault.Throw;
        };
        Assert.ThrowsExactly<OperationCanceledException>(() => session.Run(source.Token));
        EngineChangedEventArgs change = session.TakeChanges().Single();
        Assert.AreEqual(("cpu", "'gpu' was lost: a run failed: the device was removed."), (change.Current.Name, change.Reason));
        WindowSession.Check(session, 1);
        Assert.AreEqual("cpu", session.Engine.Name);
    }

    [TestMethod]
    public void OnlyAnEngineThatCanHangRunsOnAThreadOfItsOwn()
    {
        using FaultyEngine safe = new("safe") { HasDriver = false }, gpu = new("gpu");
        using FailoverSession here = Prepare(new([safe])), there = Prepare(new([gpu]));
        WindowSession.Check(here, 0);
        WindowSession.Check(there, 0);
        Assert.AreEqual(Environment.CurrentManagedThreadId, safe.LastThread);
        Assert.AreNotEqual(Environment.CurrentManagedThreadId, gpu.LastThread);
        Assert.IsFalse(new CpuEngine(1).CanHang);
    }

    private static FailoverSession Prepare(EnginePicker picker) => (FailoverSession)WindowSession.Prepare(picker);

    private static FaultyEngine Unreliable(string name, int seed)
    {
        var engine = new FaultyEngine(name) { HangTime = TimeSpan.FromMilliseconds(150) };
        engine.OnRun = n => new Random(seed * 100_000 + n).Next(100) switch
        {
            < 4 => Fault.Throw,
            < 8 => Fault.NotANumber,
            < 12 => Fault.WrongShape,
            < 14 => Fault.Hang,
            _ => Fault.None,
        };
        engine.OnOpen = n => n > 2 && new Random(seed * 200_000 + n).Next(10) == 0 ? Fault.Throw : Fault.None;
        return engine;
    }
}
