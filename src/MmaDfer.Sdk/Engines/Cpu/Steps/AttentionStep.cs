using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>
/// Attention; an item is one (row, head). Keys and values are packed once; then each tile of queries goes through scores, softmax and
/// weighted sum without leaving the first-level cache.
/// </summary>
internal sealed unsafe class AttentionStep : Step
{
    private readonly Matrix _q, _k, _v, _result;
    private readonly int _batch, _heads, _queries, _keys, _width;

    public AttentionStep(Matrix q, Matrix k, Matrix v, int batch, int heads, Matrix result)
        : base("attention")
    {
        _q = q;
        _k = k;
        _v = v;
        _result = result;
        _batch = batch;
        _heads = heads;
        _queries = q.Rows / batch;
        _keys = k.Rows / batch;
        _width = q.Width / heads;
    }

    public override IEnumerable<Matrix> Reads => [_q, _k, _v];

    public override Matrix Result => _result;

    public override int Items => _batch * _heads;

    public override int ScratchLength =>
        PaddedKeys * _width + _keys * PaddedWidth + MicroKernel.Rows * (_width + PaddedKeys + _keys + PaddedWidth);

    private int PaddedKeys => Padded(_keys);

    private int PaddedWidth => Padded(_width);

    public override void Run(int item, float* scratch)
    {
        int batch = item / _heads, column = item % _heads * _width;
        int tall = MicroKernel.Rows, wide = MicroKernel.Columns, paddedKeys = PaddedKeys, paddedWidth = PaddedWidth;
        // All panels start on a multiple of the panel's width, which keeps them aligned.
        float* keys = scratch;
        float* values = keys + paddedKeys * _width;
        float* scores = values + _keys * paddedWidth;
        float* sums = scores + tall * paddedKeys;
        float* queries = sums + tall * paddedWidth;
        float* packedScores = queries + tall * _width;
        PackKeys(batch, column, keys);
        PackValues(batch, column, values);
        float* totals = stackalloc float[tall];
        float scale = 1f / MathF.Sqrt(_width);
        for (int first = 0; first < _queries; first += tall)
        {
            int rows = Math.Min(tall, _queries - first);
            PackRows.Run(_q.Row(batch * _queries + first) + column, _q.Stride, rows, _width, queries, tall);
            for (int panel = 0; panel < paddedKeys; panel += wide)
                MicroKernel.Run(_width, queries, keys + panel * _width, scores + panel, paddedKeys, null, 0, null);
            for (int row = 0; row < rows; row++)
                totals[row] = Softmax.Numerators(scores + row * paddedKeys, _keys, scale);
            PackRows.Run(scores, paddedKeys, rows, _keys, packedScores, tall);
            for (int panel = 0; panel < paddedWidth; panel += wide)
                MicroKernel.Run(_keys, packedScores, values + panel * _keys, sums + panel, paddedWidth, null, 0, null);
            for (int row = 0; row < rows; row++)
                Divide(sums + row * paddedWidth, totals[row], _result.Row(batch * _queries + first + row) + column, _width);
        }
    }

    /// <summary>Packs keys as a right side whose columns are the keys: element k of each key, key by key.</summary>
    private void PackKeys(int batch, int column, float* to)
    {
        int wide = MicroKernel.Columns;
        for (int first = 0; first < _keys; first += wide, to += wide * _width)
            PackRows.Run(
                _k.Row(batch * _keys + first) + column, _k.Stride, Math.Min(wide, _keys - first), _width, to, wide);
    }

    /// <summary>Packs values as a right side: they are only divided into panels.</summary>
    private void PackValues(int batch, int column, float* to)
    {
        int wide = MicroKernel.Columns;
        for (int first = 0; first < _width; first += wide)
        {
            int count = Math.Min(wide, _width - first);
            for (int key = 0; key < _keys; key++, to += wide)
            {
                new ReadOnlySpan<float>(_v.Row(batch * _keys + key) + column + first, count).CopyTo(new Span<float>(to, count));
                new Span<float>(to + count, wide - count).Clear();
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Divide(float* sums, float total, float* result, int width)
    {
        float factor = 1f / total;
        var factors = new Vector<float>(factor);
        int i = 0;
        for (; i <= width - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.Load(sums + i) * factors).Store(result + i);
        for (; i < width; i++)
            result[i] = sums[i] * factor;
    }

    private static int Padded(int size) => (size + MicroKernel.Columns - 1) / MicroKernel.Columns * MicroKernel.Columns;
}
