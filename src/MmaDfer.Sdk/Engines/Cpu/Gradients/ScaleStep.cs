using System.Numerics;
using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>result = tanh(gate) * x, or is increased by it: the way back through a gate.</summary>
internal sealed unsafe class ScaleStep(Matrix x, float* gate, Matrix result, bool accumulate)
    : Steps.RowsStep("scale", x.Rows, x.Width)
{
    public override IEnumerable<Matrix> Reads => accumulate ? [x, result] : [x];

    public override Matrix Result => result;

    protected override void RunRow(int row) => Run(x.Row(row), MathF.Tanh(*gate), result.Row(row), accumulate, x.Width);

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
