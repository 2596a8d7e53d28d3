using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>A plan with its weights and threads.</summary>
internal sealed class CpuSession : PreparedSession<Plan, CpuWeights>
{
    private readonly ThreadTeam _team;
    private readonly bool _ownsTeam;

    public CpuSession(CpuEngine engine, Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
        : base(engine)
    {
        _team = new ThreadTeam(engine.Threads, engine.LowPriority);
        _ownsTeam = true;
        Prepare(new CpuWeights(), build, progress, cancellationToken);
    }

    /// <summary>Another network over the weights of <paramref name="owner"/>, on its threads.</summary>
    private CpuSession(CpuSession owner, Action<OpSet> build)
        : base(owner.Engine)
    {
        _team = owner._team;
        Prepare(owner.ShareCurrentWeights(), build);
    }

    /// <summary>A session that was dropped undisposed: its threads end.</summary>
    ~CpuSession()
    {
        if (_ownsTeam)
            _team.End();
    }

    public override void Run(CancellationToken cancellationToken = default)
    {
        _team.Run(Network, part: 0, cancellationToken);
        GC.KeepAlive(this);
    }

    public override Session Share(Action<OpSet> build) => new CpuSession(this, build);

    public override void Dispose()
    {
        GC.SuppressFinalize(this);
        if (_ownsTeam)
            _team.Dispose();
        base.Dispose();
    }

    protected override CpuWeights ShareWeights(CpuWeights weights, IReadOnlySet<string> except) => new(weights, except);

    protected override Plan CreateNetwork(
        Action<OpSet> build, CpuWeights weights, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var ops = new CpuOps();
        build(ops);
        var lowering = new Lowering(weights, _team.Threads, bytes: ((CpuEngine)Engine).Bytes);
        lowering.Lower(ops.Nodes);
        var plan = new Plan([[lowering.Steps]], lowering.Inputs, lowering.Outputs, _team.Threads);
        try
        {
            weights.Load(_team.Threads, progress, cancellationToken);
            return plan;
        }
        catch
        {
            plan.Dispose();
            throw;
        }
    }
}
