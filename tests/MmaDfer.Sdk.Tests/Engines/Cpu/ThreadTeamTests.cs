using System.Globalization;
using System.Runtime.ExceptionServices;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Cpu;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Engines.Picking;

namespace MmaDfer.Sdk.Tests.Engines.Cpu;

[TestClass]
public sealed class ThreadTeamTests
{
    /// <summary>SCHED_BATCH.</summary>
    private const int Batch = 3;

    [TestMethod]
    public void LowPriorityThreadsGiveTheSameResults()
    {
        using Session session = WindowSession.Prepare(new CpuEngine(3) { LowPriority = true });
        for (int window = 0; window < WindowSession.Windows; window++)
            WindowSession.Check(session, window);
    }

    [TestMethod]
    public void LowPriorityAffectsOnlyItsOwnThread()
    {
        NeedsLinux();
        int own = Niceness();
        (int Niceness, int Policy) taken = default, set = default, unset = default;
        OnAnotherThread(() =>
        {
            LowPriority.Set(true);
            set = (Niceness(), Policy());
            LowPriority.Set(false);
            unset = (Niceness(), Policy());
            LowPriority.SetPermanently();
            taken = (Niceness(), Policy());
        });
        Assert.AreEqual((own, 0), (Niceness(), Policy()));
        Assert.AreEqual((own, Batch), set);
        Assert.AreEqual((own, 0), unset);
        Assert.AreEqual((Math.Min(own + 5, 19), Batch), taken);
    }

    [TestMethod]
    public void TheTeamHasThePriorityOfItsCaller()
    {
        NeedsLinux();
        var step = new WatchedStep();
        using var plan = new Plan([[[step]]], [], new() { ["policy"] = step.Result }, threads: 2);
        using ThreadTeam team = new(2), background = new(2, lowPriority: true);
        Assert.AreEqual(0, step.PolicyOfTheOther(team, plan));
        OnAnotherThread(() =>
        {
            LowPriority.SetPermanently();
            Assert.AreEqual(Batch, step.PolicyOfTheOther(team, plan));
        });
        Assert.AreEqual(0, step.PolicyOfTheOther(team, plan), "the next caller is in a hurry again");
        Assert.AreEqual(Batch, step.PolicyOfTheOther(background, plan));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void ACanceledRunEndsAfterThePhaseInProgress(int threads)
    {
        using var source = new CancellationTokenSource();
        CancellingStep first = new(null, source), second = new(first.Result, null);
        using var plan = new Plan([[[first, second]]], [], new() { ["y"] = second.Result }, threads);
        using var team = new ThreadTeam(threads);
        Assert.HasCount(2, plan.Phases);
        var canceled = Assert.ThrowsExactly<OperationCanceledException>(() => team.Run(plan, part: 0, source.Token));
        Assert.AreEqual(source.Token, canceled.CancellationToken);
        Assert.AreEqual((CancellingStep.ItemCount, 0), (first.Runs, second.Runs));
        for (int run = 1; run <= 20; run++)
        {
            team.Run(plan);
            Assert.AreEqual((CancellingStep.ItemCount * (run + 1), CancellingStep.ItemCount * run), (first.Runs, second.Runs));
        }
        Assert.ThrowsExactly<OperationCanceledException>(() => team.Run(plan, part: 0, source.Token));
        Assert.AreEqual(CancellingStep.ItemCount * 21, first.Runs, "A run whose token is canceled already must not begin.");
    }

    private static void NeedsLinux()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("SKIPPED: priorities of threads are read from Linux's /proc.");
    }

    private static void OnAnotherThread(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private static int Niceness() => Number(19);

    private static int Policy() => Number(41);

    /// <summary>One of the numbers that Linux tells of the calling thread, counted from 1; the second is the name, in brackets.</summary>
    private static int Number(int field)
    {
        string line = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(line[(line.LastIndexOf(')') + 2)..].Split(' ')[field - 3], CultureInfo.InvariantCulture);
    }

    /// <summary>Counts its items, and cancels a token in the first.</summary>
    private sealed class CancellingStep(Matrix? reads, CancellationTokenSource? source) : Step("cancelling")
    {
        public const int ItemCount = 5;

        private int _runs;

        public int Runs => _runs;

        public override IEnumerable<Matrix> Reads => reads is { } matrix ? [matrix] : [];

        public override Matrix Result { get; } = Matrix.Create(new Shape(1));

        public override int Items => ItemCount;

        public override unsafe void Run(int item, float* scratch)
        {
            Interlocked.Increment(ref _runs);
            source?.Cancel();
        }
    }

    /// <summary>Two items of work, one for each of two threads.</summary>
    private sealed class WatchedStep() : Step("watched")
    {
        private readonly Barrier _both = new(2);
        private int _caller, _policy;

        public override IEnumerable<Matrix> Reads => [];

        public override Matrix Result { get; } = Matrix.Create(new Shape(1));

        public override int Items => 2;

        public int PolicyOfTheOther(ThreadTeam team, Plan plan)
        {
            _caller = Environment.CurrentManagedThreadId;
            team.Run(plan);
            return _policy;
        }

        public override unsafe void Run(int item, float* scratch)
        {
            if (Environment.CurrentManagedThreadId != _caller)
                _policy = Policy();
            Assert.IsTrue(_both.SignalAndWait(TimeSpan.FromSeconds(30)));
        }
    }
}
