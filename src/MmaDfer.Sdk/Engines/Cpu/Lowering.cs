using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Engines.Cpu.Steps;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// Turns recorded ops into steps: slices and reshapes become views, and element-wise ops after a linear layer are fused into its matrix
/// product.
/// </summary>
/// <param name="weights">The constants in the layouts of the kernels.</param>
/// <param name="threads">Threads that share the work.</param>
/// <param name="training">Whether to keep the values that a backward pass needs: then only sums are fused.</param>
/// <param name="bytes">The kernel of linear layers in 8 bit; null if all are float32.</param>
internal sealed unsafe class Lowering(CpuWeights weights, int threads, bool training = false, ByteKernel? bytes = null)
{
    private readonly Dictionary<CpuNode, Matrix> _homes = [];
    private readonly List<Step> _steps = [];

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>Matrices of the inputs.</summary>
    public Dictionary<string, Matrix> Inputs { get; } = [];

    /// <summary>Matrices of the outputs.</summary>
    public Dictionary<string, Matrix> Outputs { get; } = [];

    /// <summary>The patches of <see cref="OpKind.Patches"/> nodes as rows.</summary>
    public Dictionary<CpuNode, Matrix> PatchRows { get; } = [];

    /// <summary>The location of a node's result.</summary>
    public Matrix Home(CpuNode node) => _homes[node];

    /// <summary>Uses the result of another lowering: nothing is emitted for this node.</summary>
    public void Use(CpuNode node, Lowering other) => _homes[node] = other.Home(node);

    public void Lower(IEnumerable<CpuNode> nodes)
    {
        foreach (CpuNode node in nodes)
        {
            // Nodes that are fused into an earlier matrix product have a location already.
            if (!_homes.ContainsKey(node))
                Lower(node);
        }
    }

    private void Lower(CpuNode node)
    {
        switch (node.Kind)
        {
            case OpKind.Input:
                _homes[node] = Inputs[node.Name] = Pinned(node.Shape);
                break;
            case OpKind.Output:
                Matrix output = Outputs[node.Name] = Pinned(node.Shape);
                CopyRows(Home(node, 0), output);
                break;
            case OpKind.Parameter:
                var region = new Region(node.Shape.Count) { IsPinned = true, Address = weights.Vector(node.Weights[0]) };
                _homes[node] = new Matrix(region, 0, node.Shape.Rows, node.Shape[^1], node.Shape[^1]);
                break;
            case OpKind.Patches:
                Patches(node);
                break;
            case OpKind.Linear:
                MatMul("linear", node, Home(node, 0));
                break;
            case OpKind.LayerNorm:
                Emit(node, new LayerNormStep(Home(node, 0), weights.Vector(node.Weights[0]), weights.Vector(node.Weights[1]),
                    node.Epsilon, Matrix.Create(node.Shape)));
                break;
            case OpKind.Attention:
                Emit(node, new AttentionStep(Home(node, 0), Home(node, 1), Home(node, 2), node.Shape[0], node.Heads,
                    Matrix.Create(node.Shape)));
                break;
            case OpKind.Gelu or OpKind.GeluTanh:
                Emit(node, new ActivationStep(Home(node, 0), ActivationOf(node), Matrix.Create(node.Shape)));
                break;
            case OpKind.Add:
                Emit(node, new AddStep(Home(node, 0), node.Shape, Home(node, 1), node.Inputs[1].Shape, null,
                    Matrix.Create(node.Shape)));
                break;
            case OpKind.GatedAdd:
                Emit(node, new AddStep(Home(node, 0), node.Shape, Home(node, 1), node.Shape,
                    weights.Vector(node.Weights[0]), Matrix.Create(node.Shape)));
                break;
            case OpKind.AddTokens:
                Emit(node, new AddTokensStep(Home(node, 0), node.Shape[1], weights.Vector(node.Weights[0]),
                    node.Weights[0]!.Shape[0], node.Start, Matrix.Create(node.Shape)));
                break;
            case OpKind.ScaleRows:
                Emit(node, new ScaleStep(Home(node, 0), Home(node, 1), Matrix.Create(node.Shape)));
                break;
            case OpKind.MeanOfTokens:
                Emit(node, new MeanStep(Home(node, 0), node.Inputs[0].Shape[1], Matrix.Create(node.Shape)));
                break;
            case OpKind.ConcatTokens:
                Concat(node);
                break;
            case OpKind.Slice:
                _homes[node] = Slice(node, Home(node, 0), node.Inputs[0].Shape);
                break;
            case OpKind.Reshape:
                _homes[node] = Dense(Home(node, 0), node.Shape[^1]).Reshaped(node.Shape.Rows, node.Shape[^1]);
                break;
            default:
                throw new InvalidOperationException($"The op {node.Kind} has no step.");
        }
    }

    private void Patches(CpuNode node)
    {
        Shape images = node.Inputs[0].Shape, weight = node.Weights[0]!.Shape;
        var rows = Matrix.Create(new Shape(node.Shape.Rows, weight[1] * weight[2] * weight[3]));
        PatchRows[node] = rows;
        _steps.Add(new PatchRowsStep(Home(node, 0), images[1], images[2], images[3], weight[2], rows));
        MatMul("patches", node, rows);
    }

    /// <summary>Emits a matrix product, fused with an activation, gate and residual that alone use its result.</summary>
    private void MatMul(string name, CpuNode node, Matrix x)
    {
        CpuNode last = node;
        Activation activation = Activation.None;
        float* gate = null;
        Matrix? residual = null;
        if (!training && OnlyConsumer(last) is { Kind: OpKind.Gelu or OpKind.GeluTanh } gelu)
        {
            activation = ActivationOf(gelu);
            last = gelu;
        }
        if (OnlyConsumer(last) is { Kind: OpKind.Add or OpKind.GatedAdd } sum && !(training && sum.Kind == OpKind.GatedAdd)
            && OtherOperand(sum, last) is { } other)
        {
            gate = sum.Kind == OpKind.GatedAdd ? weights.Vector(sum.Weights[0]) : null;
            residual = other;
            last = sum;
        }
        Weight weight = node.Weights[0]!;
        float* bias = weights.Vector(node.Weights[1]);
        var result = Matrix.Create(node.Shape);
        Step step = bytes is not null && node.Kind == OpKind.Linear && ByteMatrix.Suits(weight.Shape)
            ? new ByteMatMulStep(name, x, weights.Bytes(weight), bias, activation, gate, residual, result, threads, bytes)
            : new MatMulStep(name, x, weights.Matrix(weight), bias, activation, gate, residual, result, threads);
        _steps.Add(step);
        // The location of each fused op is the result, so that none is emitted again.
        for (CpuNode? done = node; ; done = OnlyConsumer(done!))
        {
            _homes[done!] = step.Result;
            if (done == last)
                break;
        }
    }

    private static CpuNode? OnlyConsumer(CpuNode node) => node.Consumers.Count == 1 ? node.Consumers[0] : null;

    /// <summary>The other operand of a sum, if it is computed already and has the same shape.</summary>
    private Matrix? OtherOperand(CpuNode sum, CpuNode operand)
    {
        CpuNode other = sum.Inputs[0] == operand ? sum.Inputs[1] : sum.Inputs[0];
        // A gate belongs to the second operand.
        bool inOrder = sum.Kind == OpKind.Add || sum.Inputs[1] == operand;
        return inOrder && other.Shape == operand.Shape ? _homes.GetValueOrDefault(other) : null;
    }

    private void Concat(CpuNode node)
    {
        var result = Matrix.Create(node.Shape);
        int first = 0;
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            int tokens = node.Inputs[i].Shape[1];
            _steps.Add(new CopyStep(Home(node, i), tokens, 0, result, node.Shape[1], first, tokens));
            first += tokens;
        }
        _homes[node] = result;
    }

    private Matrix Slice(CpuNode node, Matrix x, Shape from)
    {
        if (View(node, x, from) is { } view)
            return view;
        (int group, int first, int count) = SlicedRows(node, from);
        var result = Matrix.Create(node.Shape);
        _steps.Add(new CopyStep(x, group, first, result, count, 0, count));
        return result;
    }

    /// <summary>A slice as a view of its source; null if it is neither columns nor one row of each group.</summary>
    public static Matrix? View(CpuNode slice, Matrix x, Shape from)
    {
        if (slice.Axis == from.Rank - 1)
            return x.Columns(slice.Start, slice.Shape[^1]);
        (int group, int first, int count) = SlicedRows(slice, from);
        return count == 1 ? x.EveryRow(group, first) : null;
    }

    /// <summary>The rows of each group of rows that a slice takes.</summary>
    public static (int Group, int First, int Count) SlicedRows(CpuNode slice, Shape from)
    {
        int inner = 1;
        for (int axis = slice.Axis + 1; axis < from.Rank - 1; axis++)
            inner *= from[axis];
        return (inner * from[slice.Axis], slice.Start * inner, slice.Shape[slice.Axis] * inner);
    }

    private Matrix Dense(Matrix x, int newWidth)
    {
        if (x.IsDense || x.Width == newWidth)
            return x;
        var dense = Matrix.Create(new Shape(x.Rows, x.Width));
        CopyRows(x, dense);
        return dense;
    }

    private void CopyRows(Matrix from, Matrix to) => _steps.Add(new CopyStep(from, 1, 0, to, 1, 0, 1));

    private void Emit(CpuNode node, Step step)
    {
        _steps.Add(step);
        _homes[node] = step.Result;
    }

    private Matrix Home(CpuNode node, int input) => _homes[node.Inputs[input]];

    private static Matrix Pinned(Shape shape) =>
        new(new Region(shape.Count) { IsPinned = true }, 0, shape.Rows, shape[^1], shape[^1]);

    private static Activation ActivationOf(CpuNode node) =>
        node.Kind == OpKind.Gelu ? Activation.Gelu : Activation.GeluTanh;
}
