using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>
/// Gradients of an attention; an item is one (row, head). The probabilities P are recomputed: dV = P^T dO, dP = dO V^T,
/// dS = P (dP - rowsum(P dP)) / sqrt(d), dQ = dS K, dK = dS^T Q. The results are added to the gradients.
/// </summary>
internal sealed unsafe class AttentionGradientStep : Step
{
    private readonly Matrix _q, _k, _v, _outputGradient, _dq, _dk, _dv;
    private readonly int _batch, _heads, _queries, _keys, _width;

    public AttentionGradientStep(
        Matrix q, Matrix k, Matrix v, int batch, int heads, Matrix outputGradient, Matrix dq, Matrix dk, Matrix dv)
        : base("attention gradient")
    {
        (_q, _k, _v, _outputGradient, _dq, _dk, _dv) = (q, k, v, outputGradient, dq, dk, dv);
        _batch = batch;
        _heads = heads;
        _queries = q.Rows / batch;
        _keys = k.Rows / batch;
        _width = q.Width / heads;
    }

    public override IEnumerable<Matrix> Reads => [_q, _k, _v, _outputGradient, _dq, _dk, _dv];

    public override Matrix Result => _dq;

    public override IEnumerable<Matrix> Results => [_dq, _dk, _dv];

    public override int Items => _batch * _heads;

    public override int ScratchLength => 2 * ScoresLength + Math.Max(
        Product.ScratchLength(_keys, _width),
        Product.ScratchLength(_width, Math.Max(_queries, _keys)));

    /// <summary>Rounded up to whole cache lines, so that the next buffer is aligned.</summary>
    private int ScoresLength => (_queries * _keys + 15) / 16 * 16;

    public override void Run(int item, float* scratch)
    {
        int batch = item / _heads, column = item % _heads * _width, queries = batch * _queries, keys = batch * _keys;
        float* p = scratch, ds = p + ScoresLength, work = ds + ScoresLength;
        var q = new Product.Side(_q.Row(queries) + column, _q.Stride);
        var k = new Product.Side(_k.Row(keys) + column, _k.Stride);
        var v = new Product.Side(_v.Row(keys) + column, _v.Stride);
        var dOut = new Product.Side(_outputGradient.Row(queries) + column, _outputGradient.Stride);
        float scale = 1f / MathF.Sqrt(_width);

        Product.Run(q, k.Transpose(), p, _keys, _queries, _keys, _width, accumulate: false, work);
        Product.Run(dOut, v.Transpose(), ds, _keys, _queries, _keys, _width, accumulate: false, work);
        for (int row = 0; row < _queries; row++)
        {
            float total = Softmax.Numerators(p + row * _keys, _keys, scale);
            SoftmaxGradient(p + row * _keys, 1f / total, ds + row * _keys, scale, _keys);
        }
        var probabilities = new Product.Side(p, _keys);
        var scores = new Product.Side(ds, _keys);
        Product.Run(probabilities.Transpose(), dOut, _dv.Row(keys) + column, _dv.Stride, _keys, _width, _queries, accumulate: true, work);
        Product.Run(scores, k, _dq.Row(queries) + column, _dq.Stride, _queries, _width, _keys, accumulate: true, work);
        Product.Run(scores.Transpose(), q, _dk.Row(keys) + column, _dk.Stride, _keys, _width, _queries, accumulate: true, work);
    }

    /// <summary>Turns numerators into probabilities and their gradients into gradients of the scores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SoftmaxGradient(float* p, float factor, float* d, float scale, int length)
    {
        Vector<float> factors = new(factor), sums = default;
        int whole = length - length % Vector<float>.Count;
        for (int i = 0; i < whole; i += Vector<float>.Count)
        {
            Vector<float> value = Vector.Load(p + i) * factors;
            value.Store(p + i);
            sums = Vector.MultiplyAddEstimate(value, Vector.Load(d + i), sums);
        }
        float sum = Vector.Sum(sums);
        for (int i = whole; i < length; i++)
        {
            p[i] *= factor;
            sum += p[i] * d[i];
        }
        Vector<float> means = new(sum), scales = new(scale);
        for (int i = 0; i < whole; i += Vector<float>.Count)
            (Vector.Load(p + i) * (Vector.Load(d + i) - means) * scales).Store(d + i);
        for (int i = whole; i < length; i++)
            d[i] = p[i] * (d[i] - sum) * scale;
    }
}
