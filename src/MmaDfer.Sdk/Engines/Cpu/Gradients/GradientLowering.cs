using MmaDfer.Sdk.Engines.Cpu.Steps;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>
/// Turns recorded ops into the steps of the backward pass: from the gradients of the outputs to those of the parameters. Only gradients
/// that a parameter needs are computed.
/// </summary>
/// <remarks>
/// With several segments (gradient checkpointing, Chen et al. 2016) the forward pass keeps only values that later segments use; the
/// backward pass recomputes the others segment by segment.
/// </remarks>
internal sealed unsafe class GradientLowering(Lowering forward, CpuWeights weights, ParameterStore parameters, int threads)
{
    private readonly Lowering _forward = forward;
    private readonly GradientMap _map = new(forward, parameters);
    private readonly List<IReadOnlyList<Step>> _chunks = [];

    /// <summary>The steps, segment by segment; each segment must be complete before the next begins.</summary>
    public IReadOnlyList<IReadOnlyList<Step>> Chunks => _chunks;

    /// <summary>Matrices of the gradients of the outputs.</summary>
    public Dictionary<string, Matrix> OutputGradients { get; } = [];

    /// <param name="nodes">All ops in the order of recording.</param>
    /// <param name="starts">Index of the first op of each segment; the first is 0.</param>
    public void Lower(IReadOnlyList<CpuNode> nodes, IReadOnlyList<int> starts)
    {
        _map.Follow(nodes);
        for (int i = starts.Count - 1; i >= 0; i--)
        {
            int end = i + 1 < starts.Count ? starts[i + 1] : nodes.Count;
            CpuNode[] segment = [.. nodes.Skip(starts[i]).Take(end - starts[i])];
            List<Step> steps = _map.Steps = [];
            // The values of the last segment are still there from the forward pass.
            _map.Values = i == starts.Count - 1 ? _forward : Again(nodes, starts[i], segment);
            foreach (CpuNode node in Enumerable.Reverse(segment).Where(_map.IsNeeded))
                Lower(node);
            _chunks.Add(steps);
        }
    }

    /// <summary>Emits the forward steps of a segment again, over the results of earlier segments.</summary>
    private Lowering Again(IReadOnlyList<CpuNode> nodes, int start, CpuNode[] segment)
    {
        var again = new Lowering(weights, threads, training: true);
        foreach (CpuNode node in nodes.Take(start).Concat(segment.Where(n => n.Kind is OpKind.Input or OpKind.Parameter)))
        {
            if (node.Kind != OpKind.Output)
                again.Use(node, _forward);
        }
        again.Lower(segment.Where(n => n.Kind != OpKind.Output));
        _map.Steps.AddRange(again.Steps);
        return again;
    }

    private void Lower(CpuNode node)
    {
        if (node.Kind == OpKind.Output)
        {
            Matrix given = OutputGradients[node.Name] =
                new Matrix(new Region(node.Shape.Count) { IsPinned = true }, 0, node.Shape.Rows, node.Shape[^1], node.Shape[^1]);
            _map.Gather(given, node.Inputs[0], GradientMap.Each(node.Shape.Rows));
            return;
        }
        // An op whose result is not used has no gradient; views have none of their own.
        if (!_map.TryGet(node, out Matrix? gradient))
            return;
        switch (node.Kind)
        {
            case OpKind.Parameter:
                break;
            case OpKind.Patches:
                Linear(node, _map.Values.PatchRows[node], gradient);
                break;
            case OpKind.Linear:
                Linear(node, _map.Values.Home(node.Inputs[0]), gradient);
                break;
            case OpKind.LayerNorm:
                LayerNorm(node, gradient);
                break;
            case OpKind.Attention:
                Attention(node, gradient);
                break;
            case OpKind.Gelu or OpKind.GeluTanh:
                Matrix result = _map.Target(node.Inputs[0], out bool accumulate);
                _map.Steps.Add(new ActivationGradientStep(_map.Values.Home(node.Inputs[0]), gradient,
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
                _map.Gather(gradient, node.Inputs[0], [.. GradientMap.Each(node.Inputs[0].Shape.Rows).Select((_, row) => new[] { row / tokens })], 1f / tokens);
                break;
            case OpKind.ConcatTokens:
                ConcatTokens(node, gradient);
                break;
            case OpKind.Slice:
                Slice(node, gradient);
                break;
            case OpKind.Reshape:
                if (!_map.IsView(node))
                    _map.Gather(gradient.Reshaped(node.Inputs[0].Shape.Rows, node.Inputs[0].Shape[^1]), node.Inputs[0], GradientMap.Each(node.Inputs[0].Shape.Rows));
                break;
            default:
                throw new InvalidOperationException($"The op {node.Kind} has no gradient.");
        }
    }

    private void Linear(CpuNode node, Matrix x, Matrix gradient)
    {
        Weights.Weight weight = node.Weights[0]!;
        if (_map.IsTrained(weight))
        {
            int inputs = checked((int)(weight.Shape.Count / weight.Shape[0]));
            _map.Steps.Add(new WeightGradientStep(x, gradient, _map.Parameter(weight, weight.Shape[0], inputs)));
        }
        if (node.Weights[1] is { } bias && _map.IsTrained(bias))
            _map.Steps.Add(new GatherAddStep(gradient, _map.Parameter(bias, 1, bias.Shape[0]), [[.. Enumerable.Range(0, gradient.Rows)]]));
        CpuNode input = node.Inputs[0];
        if (!_map.IsNeeded(input))
            return;
        if (node.Kind == OpKind.Patches)
            throw new InvalidOperationException("Gradients with respect to images are not computed.");
        Matrix result = _map.Target(input, out bool accumulate);
        _map.Steps.Add(new MatMulStep("linear gradient", gradient, weights.Transposed(weight), null, Activation.None, null,
            accumulate ? result : null, result, threads));
    }

    private void LayerNorm(CpuNode node, Matrix gradient)
    {
        Matrix x = _map.Values.Home(node.Inputs[0]);
        Weights.Weight weight = node.Weights[0]!, bias = node.Weights[1]!;
        if (_map.IsTrained(weight))
            _map.Steps.Add(new NormWeightGradientStep(x, node.Epsilon, gradient, _map.Parameter(weight, 1, x.Width)));
        if (_map.IsTrained(bias))
            _map.Steps.Add(new GatherAddStep(gradient, _map.Parameter(bias, 1, x.Width), [[.. Enumerable.Range(0, gradient.Rows)]]));
        if (!_map.IsNeeded(node.Inputs[0]))
            return;
        Matrix result = _map.Target(node.Inputs[0], out bool accumulate);
        _map.Steps.Add(new LayerNormGradientStep(x, weights.Vector(weight), node.Epsilon, gradient, result, accumulate));
    }

    private void Attention(CpuNode node, Matrix gradient)
    {
        // A gradient that no parameter needs goes to memory that is never read: that does not occur in this network.
        Matrix[] results = [.. node.Inputs.Select(_map.Of)];
        _map.Steps.Add(new AttentionGradientStep(
            _map.Values.Home(node.Inputs[0]), _map.Values.Home(node.Inputs[1]), _map.Values.Home(node.Inputs[2]), node.Shape[0], node.Heads,
            gradient, results[0], results[1], results[2]));
    }

    private void Add(CpuNode node, Matrix gradient)
    {
        CpuNode x = node.Inputs[0], y = node.Inputs[1];
        if (_map.IsNeeded(y))
        {
            if (y.Shape != node.Shape)
                _map.Gather(gradient, y, Rows(AddStep.RowsOfY(node.Shape, y.Shape), y.Shape.Rows));
            else if (!_map.TryShare(y, gradient))
                _map.Gather(gradient, y, GradientMap.Each(node.Shape.Rows));
        }
        _map.PassOn(node, x, gradient, before: y.Index);
    }

    private void GatedAdd(CpuNode node, Matrix gradient)
    {
        CpuNode x = node.Inputs[0], update = node.Inputs[1];
        Weights.Weight gate = node.Weights[0]!;
        if (_map.IsTrained(gate))
            _map.Steps.Add(new GateGradientStep(_map.Values.Home(update), gradient, weights.Vector(gate), _map.Parameter(gate, 1, 1)));
        if (_map.IsNeeded(update))
        {
            Matrix result = _map.Target(update, out bool accumulate);
            _map.Steps.Add(new ScaleStep(gradient, weights.Vector(gate), result, accumulate));
        }
        _map.PassOn(node, x, gradient, before: node.Index);
    }

    private void AddTokens(CpuNode node, Matrix gradient)
    {
        Weights.Weight rows = node.Weights[0]!;
        if (_map.IsTrained(rows))
        {
            int[][] sources = [.. Enumerable.Range(0, rows.Shape[0]).Select(token =>
                Enumerable.Range(0, node.Shape[0]).Select(row => row * node.Shape[1] + node.Start + token).ToArray())];
            _map.Steps.Add(new GatherAddStep(gradient, _map.Parameter(rows, rows.Shape[0], rows.Shape[1]), sources));
        }
        _map.PassOn(node, node.Inputs[0], gradient, before: node.Index);
    }

    private void ScaleRows(CpuNode node, Matrix gradient)
    {
        if (_map.IsNeeded(node.Inputs[1]))
            throw new InvalidOperationException("Gradients with respect to factors of rows are not computed.");
        Matrix result = _map.Target(node.Inputs[0], out bool accumulate);
        _map.Steps.Add(new ScaleStep(gradient, _map.Values.Home(node.Inputs[1]), result, accumulate));
    }

    private void ConcatTokens(CpuNode node, Matrix gradient)
    {
        int first = 0;
        foreach (CpuNode input in node.Inputs)
        {
            int tokens = input.Shape[1], offset = first;
            // An input of one row is repeated: its gradient is the sum.
            int repeats = node.Shape[0] / input.Shape[0];
            if (_map.IsNeeded(input))
                _map.Gather(gradient, input, [.. Enumerable.Range(0, input.Shape.Rows).Select(row => Enumerable.Range(0, repeats)
                    .Select(repeat => (repeats == 1 ? row / tokens : repeat) * node.Shape[1] + offset + row % tokens).ToArray())]);
            first += tokens;
        }
    }

    private void Slice(CpuNode node, Matrix gradient)
    {
        if (_map.IsView(node))
            return;
        CpuNode input = node.Inputs[0];
        (int group, int first, int count) = Lowering.SlicedRows(node, input.Shape);
        _map.Gather(gradient, input, [.. Enumerable.Range(0, input.Shape.Rows).Select(row =>
            row % group - first is int at && at >= 0 && at < count ? new[] { row / group * count + at } : [])]);
    }

    /// <summary>Inverts a map from rows of x to rows of y: for each row of y, its rows of x.</summary>
    private static int[][] Rows(int[] rowsOfY, int count) =>
        [.. rowsOfY.Select((y, x) => (x, y)).GroupBy(p => p.y, p => p.x).OrderBy(g => g.Key).Select(g => g.ToArray())
            .Concat(Enumerable.Repeat(Array.Empty<int>(), count)).Take(count)];
}
