using System.Diagnostics.CodeAnalysis;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>Where the gradient of each op's result is: which are needed, which share memory, which are pieces of others.</summary>
/// <param name="forward">Where values are found until the caller sets another place.</param>
/// <param name="parameters">The weights that get gradients.</param>
internal sealed unsafe class GradientMap(Lowering forward, ParameterStore parameters)
{
    private readonly Dictionary<CpuNode, Matrix> _gradients = [];
    private readonly Dictionary<string, Region> _parameterRegions = [];
    private readonly HashSet<CpuNode> _needed = [], _shared = [];

    /// <summary>The steps that set, add and move gradients are put here.</summary>
    public List<Step> Steps { get; set; } = [];

    /// <summary>Where values are found: on the way forth, or, in a segment that is computed again, there.</summary>
    public Lowering Values { get; set; } = forward;

    /// <summary>Whether the gradient of a node leads to a parameter.</summary>
    public bool IsNeeded(CpuNode node) => _needed.Contains(node);

    /// <summary>Finds out what leads to a parameter.</summary>
    /// <param name="nodes">All ops in the order recorded.</param>
    public void Follow(IReadOnlyList<CpuNode> nodes)
    {
        foreach (CpuNode node in nodes)
        {
            if (node.Inputs.Any(_needed.Contains) || node.Weights.Any(IsTrained))
                _needed.Add(node);
        }
    }

    /// <summary>The gradient of a node; false where nothing was ever added to it.</summary>
    public bool TryGet(CpuNode node, [MaybeNullWhen(false)] out Matrix gradient) => _gradients.TryGetValue(node, out gradient);

    /// <summary>
    /// Lets the only user of a node pass its own gradient on to it as it is, to be read only: what comes from other operands'
    /// uses is added to the same memory afterwards. False if the node has one already, or must have one of its own.
    /// </summary>
    public bool TryShare(CpuNode node, Matrix gradient)
    {
        if (node.Consumers.Count > 1 || !CanShare(node))
            return false;
        _gradients[node] = gradient;
        return _shared.Add(node);
    }

    /// <summary>
    /// The gradient of an operand that is that of the sum: the same memory, if all that is added to it later is added after
    /// the sum's other operand has read it.
    /// </summary>
    public void PassOn(CpuNode sum, CpuNode x, Matrix gradient, int before)
    {
        if (!_needed.Contains(x))
            return;
        bool alone = x.Consumers.All(c => c == sum || (c.Index < before && c.Kind is not (OpKind.Slice or OpKind.Reshape)));
        if (alone && !_shared.Contains(sum) && CanShare(x))
            _gradients[x] = gradient;
        else
            Gather(gradient, x, Each(sum.Shape.Rows));
    }

    /// <summary>Whether a node may take over another's gradient: it has none yet, and none is prescribed.</summary>
    private bool CanShare(CpuNode node) => !_gradients.ContainsKey(node) && node.Kind != OpKind.Parameter && !IsView(node);

    /// <summary>Adds rows of a gradient to those of a node's, if that is needed.</summary>
    /// <param name="from">The gradient that is there.</param>
    /// <param name="to">Whose gradient is added to.</param>
    /// <param name="rows">For each row of it, the rows of the other that it gets.</param>
    /// <param name="factor">What they are multiplied by.</param>
    public void Gather(Matrix from, CpuNode to, int[][] rows, float factor = 1f)
    {
        if (_needed.Contains(to))
            Steps.Add(new GatherAddStep(from, Of(to), rows, factor));
    }

    /// <summary>Where to write a gradient: whole and for the first time, or added to what is there.</summary>
    public Matrix Target(CpuNode node, out bool accumulate)
    {
        accumulate = _gradients.ContainsKey(node) || node.Kind == OpKind.Parameter || IsView(node);
        return accumulate ? Of(node) : _gradients[node] = Matrix.Create(node.Shape);
    }

    /// <summary>The gradient of a node, to be added to; set to 0 when it is first asked for.</summary>
    public Matrix Of(CpuNode node)
    {
        if (_gradients.TryGetValue(node, out Matrix? gradient))
            return gradient;
        if (node.Kind == OpKind.Parameter && IsTrained(node.Weights[0]))
            gradient = Parameter(node.Weights[0]!, node.Shape.Rows, node.Shape[^1]);
        else if (node.Kind == OpKind.Slice && IsView(node))
            gradient = Lowering.View(node, Of(node.Inputs[0]), node.Inputs[0].Shape)!;
        else if (node.Kind == OpKind.Reshape && IsView(node))
            gradient = Of(node.Inputs[0]).Reshaped(node.Shape.Rows, node.Shape[^1]);
        else
        {
            gradient = Matrix.Create(node.Shape);
            Steps.Add(new ZeroStep(gradient));
        }
        return _gradients[node] = gradient;
    }

    /// <summary>Whether the gradient of a node is a piece of its input's.</summary>
    public bool IsView(CpuNode node) => node.Kind switch
    {
        OpKind.Slice => Lowering.View(node, Values.Home(node.Inputs[0]), node.Inputs[0].Shape) is not null,
        // Only a slice can have gaps between its rows.
        OpKind.Reshape => node.Inputs[0].Kind != OpKind.Slice,
        _ => false,
    };

    /// <summary>
    /// Where the gradient of a weight is: one region however often the weight is used, so that steps which add to it are
    /// never scheduled side by side.
    /// </summary>
    public Matrix Parameter(Weights.Weight weight, int rows, int width)
    {
        if (!_parameterRegions.TryGetValue(weight.Name, out Region? region))
        {
            _parameterRegions[weight.Name] = region =
                new Region(weight.Shape.Count) { IsPinned = true, Address = parameters.GradientAddress(weight.Name) };
        }
        return new Matrix(region, 0, rows, width, width);
    }

    /// <summary>Whether a weight gets a gradient.</summary>
    public bool IsTrained(Weights.Weight? weight) => weight is not null && parameters.Contains(weight.Name);

    /// <summary>Row by row.</summary>
    public static int[][] Each(int rows) => [.. Enumerable.Range(0, rows).Select(row => new[] { row })];
}
