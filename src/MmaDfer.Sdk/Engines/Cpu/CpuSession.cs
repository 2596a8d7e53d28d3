namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>A plan with its weights and threads.</summary>
internal sealed class CpuSession : Session
{
    private readonly CpuWeights _weights = new();
    private readonly ThreadTeam _team;

    public CpuSession(CpuOps ops, int threads, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        _team = new ThreadTeam(threads);
        try
        {
            var lowering = new Lowering(_weights, threads);
            lowering.Lower(ops.Nodes);
            Plan = new Plan([lowering.Steps], lowering.Inputs, lowering.Outputs, threads);
            _weights.Load(threads, progress, cancellation);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Plan Plan { get; } = null!;

    public override Span<float> Input(string name) => Plan.Input(name);

    public override ReadOnlySpan<float> Output(string name) => Plan.Output(name);

    public override void Run() => _team.Run(Plan);

    public override void Dispose()
    {
        _team.Dispose();
        Plan?.Dispose();
        _weights.Dispose();
    }
}
