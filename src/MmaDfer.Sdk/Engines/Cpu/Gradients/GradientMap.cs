using MmaDfer.Sdk.Engines.Cpu.Steps;
using System.Diagnostics.CodeAnalysis;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>The location of the gradient of each op's result: some share memory, some are views of others.</summary>
/// <param name="forward">The locations of values, until the caller sets others.</param>
/// <param name="parameters">The weights that get gradients.</param>
internal sealed unsafe class GradientMap(Lowering forward, ParameterStore parameters)
{
    private readonly Dictionary<CpuNode, Matrix> _gradients = [];
    private readonly Dictionary<string, Region> _parameterRegions = [];
    private readonly HashSet<CpuNode> _needed = [], _shared = [];

    /// <summary>Receives the steps that set, add and move gradients.</summary>
    public List<Step> Steps { get; set; } = [];

    /// <summary>The locations of values: of the forward pass, or of a segment that is recomputed.</summary>
    public Lowering Values { get; set; } = forward;

    /// <summary>Whether a parameter needs the gradient of a node.</summary>
    public bool IsNeeded(CpuNode node) => _needed.Contains(node);

    /// <summary>Determines the nodes whose gradients a parameter needs.</summary>
    /// <param name="nodes">All ops in the order of recording.</param>
    public void Follow(IReadOnlyList<CpuNode> nodes)
    {
        foreach (CpuNode node in nodes)
        {
            if (node.Inputs.Any(_needed.Contains) || node.Weights.Any(IsTrained))
                _needed.Add(node);
        }
    }

    /// <summary>The gradient of a node; false if nothing was added to it.</summary>
    public bool TryGet(CpuNode node, [MaybeNullWhen(false)] out Matrix gradient) => _gradients.TryGetValue(node, out gradient);

    /// <summary>
    /// Lets a node share the gradient of its only consumer, for reading only: gradients from uses of other operands are added to the same
    /// memory later. False if the node has a gradient already, or must have one of its own.
    /// </summary>
    public bool TryShare(CpuNode node, Matrix gradient)
    {
        if (node.Consumers.Count > 1 || !CanShare(node))
            return false;
        _gradients[node] = gradient;
        return _shared.Add(node);
    }

    /// <summary>
    /// Lets an operand share the gradient of a sum, if all later additions to it come after the sum's other operand has read it.
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

    /// <summary>Whether a node may share another's gradient: it has none yet, and none is prescribed.</summary>
    private bool CanShare(CpuNode node) => !_gradients.ContainsKey(node) && node.Kind != OpKind.Parameter && !IsView(node);

    /// <summary>Adds rows of a gradient to the gradient of a node, if a parameter needs it.</summary>
    /// <param name="from">The source.</param>
    /// <param name="to">The node.</param>
    /// <param name="rows">For each row of the node's gradient, the rows of the source.</param>
    /// <param name="factor">Factor of the rows.</param>
    public void Gather(Matrix from, CpuNode to, int[][] rows, float factor = 1f)
    {
        if (_needed.Contains(to))
            Steps.Add(new GatherAddStep(from, Of(to), rows, factor));
    }

    /// <summary>The location for a gradient, and whether to add to it or to overwrite it.</summary>
    public Matrix Target(CpuNode node, out bool accumulate)
    {
        accumulate = _gradients.ContainsKey(node) || node.Kind == OpKind.Parameter || IsView(node);
        return accumulate ? Of(node) : _gradients[node] = Matrix.Create(node.Shape);
    }

    /// <summary>The gradient of a node for additions; set to 0 by the first call.</summary>
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

    /// <summary>Whether the gradient of a node is a view of its input's.</summary>
    public bool IsView(CpuNode node) => node.Kind switch
    {
        OpKind.Slice => Lowering.View(node, Values.Home(node.Inputs[0]), node.Inputs[0].Shape) is not null,
        // Only a slice can have gaps between its rows.
        OpKind.Reshape => node.Inputs[0].Kind != OpKind.Slice,
        _ => false,
    };

    /// <summary>
    /// The gradient of a weight: one region however often the weight is used, so that steps that add to it never run at the same time.
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

    /// <summary>Each row to the same row.</summary>
    public static int[][] Each(int rows) => [.. Enumerable.Range(0, rows).Select(row => new[] { row })];
}
