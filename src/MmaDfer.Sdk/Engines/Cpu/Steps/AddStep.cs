using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Engines.Cpu.Steps;

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

    /// <summary>For each row of x the row of y that is added to it.</summary>
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
