using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Picking;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Tests.Engines.Picking;

/// <summary>The Cpu engine on one thread, taken for one that can hang, with faults at chosen openings and runs.</summary>
internal sealed class FaultyEngine(string name) : Engine, IDisposable
{
    private readonly CpuEngine _cpu = new(1);
    private readonly ManualResetEventSlim _release = new();
    private int _opens, _runs, _rebuilds, _shares;

    public override string Name => name;

    public override string Description => "for tests";

    /// <summary>The fault of each opening, of the proof network or the real one, counted from 1.</summary>
    public Func<int, Fault> OnOpen { get; set; } = _ => Fault.None;

    /// <summary>The fault of each run of the real network, counted from 1, over all sessions.</summary>
    public Func<int, Fault> OnRun { get; set; } = _ => Fault.None;

    /// <summary>The fault of each change of the network, counted from 1, over all sessions.</summary>
    public Func<int, Fault> OnRebuild { get; set; } = _ => Fault.None;

    /// <summary>The fault of each session that shares the weights of another, counted from 1.</summary>
    public Func<int, Fault> OnShare { get; set; } = _ => Fault.None;

    /// <summary>The fault of each run of the proof network.</summary>
    public Fault OnProof { get; set; }

    public TimeSpan HangTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What each run takes longer.</summary>
    public TimeSpan Delay { get; set; }

    public int Opens => Volatile.Read(ref _opens);

    public int Runs => Volatile.Read(ref _runs);

    /// <summary>Runs that hung and came back.</summary>
    public int CameBack;


    /// <summary>Sessions that are open.</summary>
    public int OpenSessions;

    public bool HasDriver { get; init; } = true;
    /// <summary>The thread of the last run.</summary>
    public int LastThread { get; private set; }

    internal override bool CanHang => HasDriver;

    /// <summary>Lets all that hangs come back.</summary>
    public void Release() => _release.Set();

    public void Dispose() => Release();

    internal override Session Prepare(Action<OpSet> build, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Commit(OnOpen(Interlocked.Increment(ref _opens)));
        Session session = _cpu.Prepare(build, progress, cancellationToken);
        Interlocked.Increment(ref OpenSessions);
        return new Faulty(this, session);
    }

    private void Commit(Fault fault)
    {
        if (fault == Fault.Throw)
            throw new InvalidOperationException("the device was removed.");
        if (fault == Fault.Hang)
        {
            _release.Wait(HangTime);
            Interlocked.Increment(ref CameBack);
        }
    }

    private sealed class Faulty(FaultyEngine engine, Session inner) : Session
    {
        private readonly bool _isProof =
            inner.Input(MmaDferNetwork.FramesInput).Length == 16 * 3 * ProofNetwork.Config.ImageSize * ProofNetwork.Config.ImageSize;
        private readonly float[] _wrong = new float[7];
        private Fault _fault;

        public override Engine Engine => engine;

        public override Span<float> Input(string name) => inner.Input(name);

        public override ReadOnlySpan<float> Output(string name)
        {
            ReadOnlySpan<float> right = inner.Output(name);
            if (_fault == Fault.WrongShape)
                return right[1..];
            if (_fault is not (Fault.NotANumber or Fault.WrongNumber))
                return right;
            right.CopyTo(_wrong);
            _wrong[3] += _fault == Fault.NotANumber ? float.NaN : 0.01f;
            return _wrong;
        }

        public override void Run(CancellationToken cancellationToken = default)
        {
            engine.LastThread = Environment.CurrentManagedThreadId;
            _fault = _isProof ? engine.OnProof : engine.OnRun(Interlocked.Increment(ref engine._runs));
            engine.Commit(_fault);
            if (engine.Delay > TimeSpan.Zero)
                Thread.Sleep(engine.Delay);
            inner.Run(cancellationToken);
        }

        public override void Rebuild(Action<OpSet> build, IReadOnlySet<string> replaced)
        {
            engine.Commit(engine.OnRebuild(Interlocked.Increment(ref engine._rebuilds)));
            inner.Rebuild(build, replaced);
        }

        public override Session Share(Action<OpSet> build)
        {
            engine.Commit(engine.OnShare(Interlocked.Increment(ref engine._shares)));
            return inner.Share(build);
        }

        public override void Dispose()
        {
            Interlocked.Decrement(ref engine.OpenSessions);
            inner.Dispose();
        }
    }
}
