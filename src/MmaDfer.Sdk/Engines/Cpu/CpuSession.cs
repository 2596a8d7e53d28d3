using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>A plan with its weights and threads.</summary>
internal sealed class CpuSession : Session
{
    private readonly CpuWeights _weights;
    private readonly ThreadTeam _team;
    private readonly bool _ownsTeam = true;
    private CpuWeights? _replaced;

    public CpuSession(
        CpuOps ops, int threads, bool background = false, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        _team = new ThreadTeam(threads, background);
        _weights = new CpuWeights();
        try
        {
            Plan = Lower(ops, _weights);
            _weights.Load(threads, progress, cancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Another network over the weights of <paramref name="owner"/>, on its threads.</summary>
    private CpuSession(CpuSession owner, CpuOps ops)
    {
        _team = owner._team;
        _ownsTeam = false;
        _weights = new CpuWeights(owner._replaced ?? owner._weights, new HashSet<string>());
        Plan = Lower(ops, _weights);
    }

    public Plan Plan { get; private set; } = null!;

    public override Span<float> Input(string name) => Plan.Input(name);

    public override ReadOnlySpan<float> Output(string name) => Plan.Output(name);

    public override void Run(CancellationToken cancellationToken = default) => _team.Run(Plan, part: 0, cancellationToken);

    public override void Rebuild(Action<OpSet> build, IReadOnlySet<string> replaced)
    {
        var ops = new CpuOps();
        build(ops);
        var weights = new CpuWeights(_weights, replaced);
        Plan? plan = null;
        try
        {
            plan = Lower(ops, weights);
            weights.Load(_team.Threads, null, CancellationToken.None);
        }
        catch
        {
            plan?.Dispose();
            weights.Dispose();
            throw;
        }
        Plan.Dispose();
        _replaced?.Dispose();
        Plan = plan;
        _replaced = weights;
    }

    public override Session Share(Action<OpSet> build)
    {
        var ops = new CpuOps();
        build(ops);
        return new CpuSession(this, ops);
    }

    public override void Dispose()
    {
        if (_ownsTeam)
            _team.Dispose();
        Plan?.Dispose();
        _replaced?.Dispose();
        _weights.Dispose();
    }

    private Plan Lower(CpuOps ops, CpuWeights weights)
    {
        var lowering = new Lowering(weights, _team.Threads);
        lowering.Lower(ops.Nodes);
        return new Plan([[lowering.Steps]], lowering.Inputs, lowering.Outputs, _team.Threads);
    }
}
