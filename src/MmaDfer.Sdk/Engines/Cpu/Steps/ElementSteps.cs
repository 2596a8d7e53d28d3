using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>GELU that does not follow a matrix product.</summary>
internal sealed unsafe class ActivationStep(Matrix x, Activation activation, Matrix result)
    : RowsStep("activation", x.Rows, x.Width)
{
    public override IEnumerable<Matrix> Reads => [x];

    public override Matrix Result => result;

    public override Matrix? MayOverwrite => x;

    protected override void RunRow(int row) => Run(x.Row(row), activation, result.Row(row), x.Width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(float* x, Activation activation, float* result, int width)
    {
        int step = Vector<float>.Count;
        float* rest = stackalloc float[step];
        for (int i = 0; i < width; i += step)
        {
            // The last, incomplete vector goes through a buffer, so that nothing beyond the row is read or written.
            int count = Math.Min(step, width - i);
            float* from = x + i;
            if (count < step)
            {
                new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(rest, count));
                from = rest;
            }
            Vector<float> value = Vector.Load(from);
            value = activation == Activation.Gelu ? VectorMath.Gelu(value) : VectorMath.GeluTanh(value);
            if (count == step)
            {
                value.Store(result + i);
                continue;
            }
            value.Store(rest);
            new ReadOnlySpan<float>(rest, count).CopyTo(new Span<float>(result + i, count));
        }
    }
}

/// <summary>The function that a matrix product applies to its results.</summary>
internal enum Activation
{
    None,
    Gelu,
    GeluTanh,
}

/// <summary>
/// x + tanh(gate) * y, or x + y where there is no gate; y may be repeated along dimensions in which its size is 1.
/// </summary>
internal sealed unsafe class AddStep : RowsStep
{
    private readonly Matrix _x, _y, _result;
    private readonly float* _gate;
    private readonly int[] _rowOfY;

    public AddStep(Matrix x, Shape xShape, Matrix y, Shape yShape, float* gate, Matrix result)
        : base("add", x.Rows, x.Width)
    {
        _x = x;
        _y = y;
        _gate = gate;
        _result = result;
        _rowOfY = RowsOfY(xShape, yShape);
    }

    /// <summary>For each row of x, the row of y that is added to it.</summary>
    public static int[] RowsOfY(Shape xShape, Shape yShape)
    {
        int[] rows = new int[xShape.Rows];
        for (int row = 0; row < rows.Length; row++)
        {
            int rest = row, rowOfY = 0, weight = 1;
            for (int axis = xShape.Rank - 2; axis >= 0; axis--)
            {
                if (yShape[axis] != 1)
                    rowOfY += rest % xShape[axis] * weight;
                rest /= xShape[axis];
                weight *= yShape[axis];
            }
            rows[row] = rowOfY;
        }
        return rows;
    }

    public override IEnumerable<Matrix> Reads => [_x, _y];

    public override Matrix Result => _result;

    public override Matrix? MayOverwrite => _x;

    protected override void RunRow(int row) =>
        Run(_x.Row(row), _y.Row(_rowOfY[row]), _y.Width == 1 && _x.Width != 1, _gate is null ? 1f : MathF.Tanh(*_gate),
            _result.Row(row), _x.Width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(float* x, float* y, bool repeat, float factor, float* result, int width)
    {
        var factors = new Vector<float>(factor);
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> addend = repeat ? new Vector<float>(*y) : Vector.Load(y + i);
            Vector.MultiplyAddEstimate(addend, factors, Vector.Load(x + i)).Store(result + i);
        }
        for (; i < width; i++)
            result[i] = x[i] + factor * (repeat ? *y : y[i]);
    }
}

/// <summary>
/// Multiplies rows by a factor, or adds the products to the result: drop path and its backward pass, the backward pass of a gate.
/// </summary>
internal sealed unsafe class ScaleStep : RowsStep
{
    private readonly Matrix _x, _result;
    private readonly Matrix? _factors;
    private readonly float* _gate;
    private readonly int _group;
    private readonly bool _accumulate;

    /// <summary>Multiplies groups of rows by a factor each.</summary>
    /// <param name="x">Rows.</param>
    /// <param name="factors">One factor for each group of <c>x.Rows / factors.Rows</c> rows.</param>
    /// <param name="result">The products.</param>
    /// <param name="accumulate">Whether to add the products to the result.</param>
    public ScaleStep(Matrix x, Matrix factors, Matrix result, bool accumulate = false)
        : base("scale", x.Rows, x.Width) =>
        (_x, _factors, _result, _group, _accumulate) = (x, factors, result, x.Rows / factors.Rows, accumulate);

    /// <summary>Multiplies all rows by tanh(gate).</summary>
    public ScaleStep(Matrix x, float* gate, Matrix result, bool accumulate)
        : base("scale", x.Rows, x.Width)
    {
        (_x, _result, _accumulate) = (x, result, accumulate);
        _gate = gate;
    }

    public override IEnumerable<Matrix> Reads
    {
        get
        {
            yield return _x;
            if (_factors is not null)
                yield return _factors;
            if (_accumulate)
                yield return _result;
        }
    }

    public override Matrix Result => _result;

    public override Matrix? MayOverwrite => _accumulate ? null : _x;

    protected override void RunRow(int row) =>
        Run(_x.Row(row), _factors is null ? MathF.Tanh(*_gate) : *_factors.Row(row / _group), _result.Row(row), _accumulate, _x.Width);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(float* x, float factor, float* result, bool accumulate, int width)
    {
        var factors = new Vector<float>(factor);
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(x + i) * factors;
            (accumulate ? Vector.Load(result + i) + value : value).Store(result + i);
        }
        for (; i < width; i++)
            result[i] = accumulate ? result[i] + factor * x[i] : factor * x[i];
    }
}

/// <summary>Adds the same few rows to a range of tokens of every row; in place, it does not touch the others.</summary>
internal sealed unsafe class AddTokensStep(Matrix x, int tokens, float* addend, int count, int start, Matrix result)
    : Step("add tokens")
{
    public override IEnumerable<Matrix> Reads => [x];

    public override Matrix Result => result;

    public override Matrix? MayOverwrite => x;

    public override int Items => x.Rows / tokens;

    public override void Run(int item, float* scratch)
    {
        int width = x.Width;
        bool inPlace = x.Region.Root == result.Region.Root;
        for (int token = 0; token < tokens; token++)
        {
            bool changed = token >= start && token < start + count;
            if (inPlace && !changed)
                continue;
            float* from = x.Row(item * tokens + token);
            float* to = result.Row(item * tokens + token);
            float* add = addend + (token - start) * (long)width;
            for (int i = 0; i < width; i++)
                to[i] = changed ? from[i] + add[i] : from[i];
        }
    }
}
