using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>A plan with a forward pass (part 0) and a backward pass (part 1) over one arena.</summary>
internal sealed class CpuTrainingSession : TrainingSession
{
    private const int ForwardPart = 0, BackwardPart = 1;

    /// <summary>One for each block of the encoders.</summary>
    private const int MemorySavingSegments = 12;

    private readonly CpuWeights _weights = new();
    private readonly ParameterStore _parameters;
    private readonly ThreadTeam _team;
    private readonly Plan _plan;
    private readonly string[] _names, _inputs;
    private readonly Dictionary<string, Matrix> _outputGradients;

    public CpuTrainingSession(
        WeightStore store, IEnumerable<string> parameters, Action<OpSet, WeightStore> build, int threads,
        bool saveMemory, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        _parameters = new ParameterStore(store, parameters);
        _names = [.. _parameters.Names];
        _team = new ThreadTeam(threads);
        try
        {
            var ops = new CpuOps();
            build(ops, _parameters);
            var forward = new Lowering(_weights, threads, training: true);
            forward.Lower(ops.Nodes);
            var backward = new GradientLowering(forward, _weights, _parameters, threads);
            backward.Lower(ops.Nodes, Segments.Cut(ops.Nodes, saveMemory ? MemorySavingSegments : 1));
            _inputs = [.. forward.Inputs.Keys];
            _outputGradients = backward.OutputGradients;
            _plan = new Plan(
                [[forward.Steps], backward.Chunks],
                new Dictionary<string, Matrix>(forward.Inputs.Concat(_outputGradients.Select(g => KeyValuePair.Create(GradientOf(g.Key), g.Value)))),
                forward.Outputs, threads);
            _weights.Load(threads, progress, cancellationToken);
        }
        catch
        {
            _team.Dispose();
            _weights.Dispose();
            _parameters.Dispose();
            throw;
        }
    }

    public override IReadOnlyCollection<string> Parameters => _names;

    public override IReadOnlyCollection<string> Inputs => _inputs;

    /// <summary>Bytes of all intermediate values and gradients together.</summary>
    public long ArenaBytes => _plan.ArenaBytes;

    public override Span<float> Input(string name) => _plan.Input(name);

    public override ReadOnlySpan<float> Output(string name) => _plan.Output(name);

    public override Span<float> OutputGradient(string name) => _plan.Input(GradientOf(name));

    public override Span<float> Parameter(string name) => _parameters.Value(name);

    public override Span<float> Gradient(string name) => _parameters.Gradient(name);

    public override void Forward() => _team.Run(_plan, ForwardPart);

    public override void Backward() => _team.Run(_plan, BackwardPart);

    public override void ParametersChanged() => _weights.Refresh(_team.Threads);

    public override void Dispose()
    {
        _team.Dispose();
        _plan.Dispose();
        _weights.Dispose();
        _parameters.Dispose();
    }

    private static string GradientOf(string output) => "gradient of " + output;
}

/// <summary>Divides a network into segments so that few values cross the boundaries.</summary>
internal static class Segments
{
    /// <summary>First op of each of about <paramref name="count"/> segments of similar length.</summary>
    public static IReadOnlyList<int> Cut(IReadOnlyList<CpuNode> nodes, int count)
    {
        var starts = new List<int> { 0 };
        int length = nodes.Count / count;
        for (int i = 1; i < count && length > 1; i++)
        {
            // The cheapest boundary within half a segment of the even one.
            int even = nodes.Count * i / count;
            int start = Enumerable.Range(even - length / 2, length).MinBy(cut => Crossing(nodes, cut));
            if (start > starts[^1])
                starts.Add(start);
        }
        return starts;
    }

    /// <summary>Elements that are computed before a boundary and used after it.</summary>
    private static long Crossing(IReadOnlyList<CpuNode> nodes, int cut) => nodes
        .Take(cut)
        .Where(n => n.Kind is not (OpKind.Input or OpKind.Parameter) && n.Consumers.Any(c => c.Index >= cut))
        .Sum(n => n.Shape.Count);
}
