using MmaDfer.Sdk.Engines.Cpu.Steps;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>
/// Turns recorded ops into the steps of the way back: from the gradients of the outputs to those of the parameters. Only
/// what leads to a parameter is followed.
/// </summary>
/// <remarks>
/// With several segments (gradient checkpointing, Chen et al. 2016) only what crosses from one segment to the next is kept
/// from the way forth; the rest of a segment is computed again when its turn on the way back has come.
/// </remarks>
internal sealed unsafe class GradientLowering(Lowering forward, CpuWeights weights, ParameterStore parameters, int threads)
{
    private readonly Lowering _forward = forward;
    private readonly Dictionary<CpuNode, Matrix> _gradients = [];
    private readonly HashSet<CpuNode> _needed = [], _shared = [];
    private readonly List<IReadOnlyList<Step>> _chunks = [];
    private List<Step> _steps = [];

    // Where values are found: on the way forth, or, in a segment that is computed again, there.
    private Lowering _values = forward;

    /// <summary>The steps, segment by segment, each to be finished before the next begins.</summary>
    public IReadOnlyList<IReadOnlyList<Step>> Chunks => _chunks;

    /// <summary>Where the caller puts the gradients of the outputs.</summary>
    public Dictionary<string, Matrix> OutputGradients { get; } = [];

    /// <param name="nodes">All ops in the order recorded.</param>
    /// <param name="starts">Index of the first op of each segment, beginning with 0.</param>
    public void Lower(IReadOnlyList<CpuNode> nodes, IReadOnlyList<int> starts)
    {
        foreach (CpuNode node in nodes)
        {
            if (node.Inputs.Any(_needed.Contains) || node.Weights.Any(IsTrained))
                _needed.Add(node);
        }
        for (int i = starts.Count - 1; i >= 0; i--)
        {
            int end = i + 1 < starts.Count ? starts[i + 1] : nodes.Count;
            CpuNode[] segment = [.. nodes.Skip(starts[i]).Take(end - starts[i])];
            _steps = [];
            // What the last segment computed on the way forth is still there.
            _values = i == starts.Count - 1 ? _forward : Again(nodes, starts[i], segment);
            foreach (CpuNode node in segment.Reverse().Where(_needed.Contains))
                Lower(node);
            _chunks.Add(_steps);
        }
    }

    /// <summary>Emits the steps of a segment once more, over what came before it.</summary>
    private Lowering Again(IReadOnlyList<CpuNode> nodes, int start, CpuNode[] segment)
    {
        var again = new Lowering(weights, threads, training: true);
        foreach (CpuNode node in nodes.Take(start).Concat(segment.Where(n => n.Kind is OpKind.Input or OpKind.Parameter)))
        {
            if (node.Kind != OpKind.Output)
                again.Use(node, _forward);
        }
        again.Lower(segment.Where(n => n.Kind != OpKind.Output));
        _steps.AddRange(again.Steps);
        return again;
    }

    private void Lower(CpuNode node)
    {
        if (node.Kind == OpKind.Output)
        {
            Matrix given = OutputGradients[node.Name] =
                new Matrix(new Region(node.Shape.Count) { IsPinned = true }, 0, node.Shape.Rows, node.Shape[^1], node.Shape[^1]);
            Gather(given, node.Inputs[0], Each(node.Shape.Rows));
            return;
        }
        // An op whose result leads nowhere has no gradient; views have none of their own.
        if (!_gradients.TryGetValue(node, out Matrix? gradient))
            return;
        switch (node.Kind)
        {
            case OpKind.Parameter:
                break;
            case OpKind.Patches:
                Linear(node, _values.PatchRows[node], gradient);
                break;
            case OpKind.Linear:
                Linear(node, _values.Home(node.Inputs[0]), gradient);
                break;
            case OpKind.LayerNorm:
                LayerNorm(node, gradient);
                break;
            case OpKind.Attention:
                Attention(node, gradient);
                break;
            case OpKind.Gelu or OpKind.GeluTanh:
                Matrix result = Target(node.Inputs[0], out bool accumulate);
                _steps.Add(new ActivationGradientStep(_values.Home(node.Inputs[0]), gradient,
                    node.Kind == OpKind.Gelu ? Activation.Gelu : Activation.GeluTanh, result, accumulate));
                break;
            case OpKind.Add:
                Add(node, gradient);
                break;
            case OpKind.GatedAdd:
                GatedAdd(node, gradient);
                break;
            case OpKind.AddTokens:
                AddTokens(node, gradient);
                break;
            case OpKind.ScaleRows:
                ScaleRows(node, gradient);
                break;
            case OpKind.MeanOfTokens:
                int tokens = node.Inputs[0].Shape[1];
                Gather(gradient, node.Inputs[0], [.. Each(node.Inputs[0].Shape.Rows).Select((_, row) => new[] { row / tokens })], 1f / tokens);
                break;
            case OpKind.ConcatTokens:
                ConcatTokens(node, gradient);
                break;
            case OpKind.Slice:
                Slice(node, gradient);
                break;
            case OpKind.Reshape:
                if (!IsView(node))
                    Gather(gradient.Reshaped(node.Inputs[0].Shape.Rows, node.Inputs[0].Shape[^1]), node.Inputs[0], Each(node.Inputs[0].Shape.Rows));
                break;
            default:
                throw new InvalidOperationException($"The op {node.Kind} has no gradient.");
        }
    }

    private void Linear(CpuNode node, Matrix x, Matrix gradient)
    {
        Weights.Weight weight = node.Weights[0]!;
        if (IsTrained(weight))
        {
            int inputs = checked((int)(weight.Shape.Count / weight.Shape[0]));
            _steps.Add(new WeightGradientStep(x, gradient, Parameter(weight, weight.Shape[0], inputs)));
        }
        if (node.Weights[1] is { } bias && IsTrained(bias))
            _steps.Add(new GatherAddStep(gradient, Parameter(bias, 1, bias.Shape[0]), [[.. Enumerable.Range(0, gradient.Rows)]]));
        CpuNode input = node.Inputs[0];
        if (!_needed.Contains(input))
            return;
        if (node.Kind == OpKind.Patches)
            throw new InvalidOperationException("Gradients with respect to images are not computed.");
        Matrix result = Target(input, out bool accumulate);
        _steps.Add(new MatMulStep("linear gradient", gradient, weights.Transposed(weight), null, Activation.None, null,
            accumulate ? result : null, result, threads));
    }

    private void LayerNorm(CpuNode node, Matrix gradient)
    {
        Matrix x = _values.Home(node.Inputs[0]);
        Weights.Weight weight = node.Weights[0]!, bias = node.Weights[1]!;
        if (IsTrained(weight))
            _steps.Add(new NormWeightGradientStep(x, node.Epsilon, gradient, Parameter(weight, 1, x.Width)));
        if (IsTrained(bias))
            _steps.Add(new GatherAddStep(gradient, Parameter(bias, 1, x.Width), [[.. Enumerable.Range(0, gradient.Rows)]]));
        if (!_needed.Contains(node.Inputs[0]))
            return;
        Matrix result = Target(node.Inputs[0], out bool accumulate);
        _steps.Add(new LayerNormGradientStep(x, weights.Vector(weight), node.Epsilon, gradient, result, accumulate));
    }

    private void Attention(CpuNode node, Matrix gradient)
    {
        // What leads to no parameter is computed into memory that nobody reads: that never happens in this network.
        Matrix[] results = [.. node.Inputs.Select(Gradient)];
        _steps.Add(new AttentionGradientStep(
            _values.Home(node.Inputs[0]), _values.Home(node.Inputs[1]), _values.Home(node.Inputs[2]), node.Shape[0], node.Heads,
            gradient, results[0], results[1], results[2]));
    }

    private void Add(CpuNode node, Matrix gradient)
    {
        CpuNode x = node.Inputs[0], y = node.Inputs[1];
        if (_needed.Contains(y))
        {
            if (y.Shape != node.Shape)
                Gather(gradient, y, Rows(AddStep.RowsOfY(node.Shape, y.Shape), y.Shape.Rows));
            else if (y.Consumers.Count == 1 && CanShare(y))
            {
                // Read only: what comes from x's other uses is added to the same memory afterwards.
                _gradients[y] = gradient;
                _shared.Add(y);
            }
            else
                Gather(gradient, y, Each(node.Shape.Rows));
        }
        PassOn(node, x, gradient, before: y.Index);
    }

    private void GatedAdd(CpuNode node, Matrix gradient)
    {
        CpuNode x = node.Inputs[0], update = node.Inputs[1];
        Weights.Weight gate = node.Weights[0]!;
        if (IsTrained(gate))
            _steps.Add(new GateGradientStep(_values.Home(update), gradient, weights.Vector(gate), Parameter(gate, 1, 1)));
        if (_needed.Contains(update))
        {
            Matrix result = Target(update, out bool accumulate);
            _steps.Add(new ScaleStep(gradient, weights.Vector(gate), result, accumulate));
        }
        PassOn(node, x, gradient, before: node.Index);
    }

    private void AddTokens(CpuNode node, Matrix gradient)
    {
        Weights.Weight rows = node.Weights[0]!;
        if (IsTrained(rows))
        {
            int[][] sources = [.. Enumerable.Range(0, rows.Shape[0]).Select(token =>
                Enumerable.Range(0, node.Shape[0]).Select(row => row * node.Shape[1] + node.Start + token).ToArray())];
            _steps.Add(new GatherAddStep(gradient, Parameter(rows, rows.Shape[0], rows.Shape[1]), sources));
        }
        PassOn(node, node.Inputs[0], gradient, before: node.Index);
    }

    private void ScaleRows(CpuNode node, Matrix gradient)
    {
        if (_needed.Contains(node.Inputs[1]))
            throw new InvalidOperationException("Gradients with respect to factors of rows are not computed.");
        Matrix result = Target(node.Inputs[0], out bool accumulate);
        _steps.Add(new ScaleRowsStep(gradient, _values.Home(node.Inputs[1]), result, accumulate));
    }

    private void ConcatTokens(CpuNode node, Matrix gradient)
    {
        int first = 0;
        foreach (CpuNode input in node.Inputs)
        {
            int tokens = input.Shape[1], offset = first;
            // An input of one row is repeated to all: its gradient is the sum.
            int repeats = node.Shape[0] / input.Shape[0];
            if (_needed.Contains(input))
                Gather(gradient, input, [.. Enumerable.Range(0, input.Shape.Rows).Select(row => Enumerable.Range(0, repeats)
                    .Select(repeat => (repeats == 1 ? row / tokens : repeat) * node.Shape[1] + offset + row % tokens).ToArray())]);
            first += tokens;
        }
    }

    private void Slice(CpuNode node, Matrix gradient)
    {
        if (IsView(node))
            return;
        CpuNode input = node.Inputs[0];
        (int group, int first, int count) = Lowering.SlicedRows(node, input.Shape);
        Gather(gradient, input, [.. Enumerable.Range(0, input.Shape.Rows).Select(row =>
            row % group - first is int at && at >= 0 && at < count ? new[] { row / group * count + at } : [])]);
    }

    /// <summary>
    /// The gradient of an operand that is that of the sum: the same memory, if all that is added to it later is added after
    /// the sum's other operand has read it.
    /// </summary>
    private void PassOn(CpuNode sum, CpuNode x, Matrix gradient, int before)
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

    private void Gather(Matrix from, CpuNode to, int[][] rows, float factor = 1f)
    {
        if (_needed.Contains(to))
            _steps.Add(new GatherAddStep(from, Gradient(to), rows, factor));
    }

    /// <summary>Where to write a gradient: whole and for the first time, or added to what is there.</summary>
    private Matrix Target(CpuNode node, out bool accumulate)
    {
        accumulate = _gradients.ContainsKey(node) || node.Kind == OpKind.Parameter || IsView(node);
        return accumulate ? Gradient(node) : _gradients[node] = Matrix.Create(node.Shape);
    }

    /// <summary>The gradient of a node, to be added to; set to 0 when it is first asked for.</summary>
    private Matrix Gradient(CpuNode node)
    {
        if (_gradients.TryGetValue(node, out Matrix? gradient))
            return gradient;
        if (node.Kind == OpKind.Parameter && IsTrained(node.Weights[0]))
            gradient = Parameter(node.Weights[0]!, node.Shape.Rows, node.Shape[^1]);
        else if (node.Kind == OpKind.Slice && IsView(node))
            gradient = Lowering.View(node, Gradient(node.Inputs[0]), node.Inputs[0].Shape)!;
        else if (node.Kind == OpKind.Reshape && IsView(node))
            gradient = Gradient(node.Inputs[0]).Reshaped(node.Shape.Rows, node.Shape[^1]);
        else
        {
            gradient = Matrix.Create(node.Shape);
            _steps.Add(new ZeroStep(gradient));
        }
        return _gradients[node] = gradient;
    }

    /// <summary>Whether the gradient of a node is a piece of its input's.</summary>
    private bool IsView(CpuNode node) => node.Kind switch
    {
        OpKind.Slice => Lowering.View(node, _values.Home(node.Inputs[0]), node.Inputs[0].Shape) is not null,
        // Only a slice can have gaps between its rows.
        OpKind.Reshape => node.Inputs[0].Kind != OpKind.Slice,
        _ => false,
    };

    private Matrix Parameter(Weights.Weight weight, int rows, int width) =>
        new(new Region(weight.Shape.Count) { IsPinned = true, Address = parameters.GradientAddress(weight.Name) }, 0, rows, width, width);

    private bool IsTrained(Weights.Weight? weight) => weight is not null && parameters.Contains(weight.Name);

    private static int[][] Each(int rows) => [.. Enumerable.Range(0, rows).Select(row => new[] { row })];

    /// <summary>Turns "which row of y" into "which rows of x", for each row of y.</summary>
    private static int[][] Rows(int[] rowsOfY, int count) =>
        [.. rowsOfY.Select((y, x) => (x, y)).GroupBy(p => p.y, p => p.x).OrderBy(g => g.Key).Select(g => g.ToArray())
            .Concat(Enumerable.Repeat(Array.Empty<int>(), count)).Take(count)];
}
