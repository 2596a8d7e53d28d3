using System.Numerics;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>
/// A linear layer fused with element-wise ops: result = residual + gate * activation(x W^T + b). Blocked as in Goto and van de Geijn
/// (2008): rows are packed in blocks that stay in the second-level cache, depth is divided so that a panel of weights stays in cache, and
/// each tile is completed while it is still in the first-level cache.
/// </summary>
internal sealed unsafe class MatMulStep : Step
{
    /// <summary>Depth of a block: 384 x 32 weights stay in cache, and sums of 384 products lose few digits.</summary>
    private const int MaxDepth = 384;

    /// <summary>Floats of packed rows: 184 kB, well inside the second-level cache.</summary>
    private const int PackedLength = 120 * MaxDepth;

    private readonly Matrix _x, _result;
    private readonly Matrix? _residual;
    private readonly PackedMatrix _weights;
    private readonly float* _bias;
    private readonly Activation _activation;
    private readonly float* _gate;

    private readonly int _depth, _tiles, _rowBlocks, _panelBlocks;
    private readonly bool _staged;

    /// <param name="name">Its name in timing tables.</param>
    /// <param name="x">Input rows.</param>
    /// <param name="weights">Packed weight.</param>
    /// <param name="bias">Bias, padded with zeros to whole panels; null for none.</param>
    /// <param name="activation">Applied after the bias.</param>
    /// <param name="gate">Its tanh is the factor after the activation; null for none.</param>
    /// <param name="residual">Added at the end; may be the same memory as the result.</param>
    /// <param name="result">The result; never overlaps the input.</param>
    /// <param name="threads">Threads that share the work.</param>
    public MatMulStep(
        string name, Matrix x, PackedMatrix weights, float* bias, Activation activation, float* gate, Matrix? residual,
        Matrix result, int threads)
        : base(name)
    {
        _x = x;
        _weights = weights;
        _bias = bias;
        _activation = activation;
        _gate = gate;
        _residual = residual;
        _result = result;
        // With an activation or gate before the residual, partial sums must not touch the residual's memory: such tiles are computed
        // whole, in scratch memory.
        _staged = residual is not null && (activation != Activation.None || gate is not null);
        int blocks = _staged ? 1 : Math.Max(1, (weights.Inputs + MaxDepth - 1) / MaxDepth);
        _depth = (weights.Inputs + blocks - 1) / blocks;
        _tiles = (x.Rows + MicroKernel.Rows - 1) / MicroKernel.Rows;
        int tilesPerBlock = Math.Max(1, PackedLength / (_depth * MicroKernel.Rows));
        (_rowBlocks, _panelBlocks) = MatMulItems.Of(_tiles, tilesPerBlock, weights.Panels, threads);
        int tallest = (_tiles + _rowBlocks - 1) / _rowBlocks;
        ScratchLength = (tallest * _depth + MicroKernel.Columns) * MicroKernel.Rows;
    }

    public override IEnumerable<Matrix> Reads => _residual is null ? [_x] : [_x, _residual];

    public override Matrix Result => _result;

    public override Matrix? MayOverwrite => _residual;

    /// <summary>A residual in the result's memory is not added at the end: the sums start from it.</summary>
    private bool Seeded => !_staged && _residual is not null && _residual.Region.Root == _result.Region.Root;

    public override int Items => _rowBlocks * _panelBlocks;

    public override int ScratchLength { get; }

    public override void Run(int item, float* scratch)
    {
        int block = item % _rowBlocks, columns = item / _rowBlocks;
        int firstTile = (int)((long)_tiles * block / _rowBlocks), endTile = (int)((long)_tiles * (block + 1) / _rowBlocks);
        int firstPanel = (int)((long)_weights.Panels * columns / _panelBlocks);
        int endPanel = (int)((long)_weights.Panels * (columns + 1) / _panelBlocks);
        float gate = _gate is null ? 1f : MathF.Tanh(*_gate);
        float* staging = scratch;
        float* packed = scratch + MicroKernel.Rows * MicroKernel.Columns;
        for (int k = 0; k < _weights.Inputs; k += _depth)
        {
            int depth = Math.Min(_depth, _weights.Inputs - k);
            for (int tile = firstTile; tile < endTile; tile++)
            {
                int row = tile * MicroKernel.Rows;
                PackRows.Run(_x.Row(row) + k, _x.Stride, Math.Min(MicroKernel.Rows, _x.Rows - row), depth,
                    packed + (tile - firstTile) * MicroKernel.Rows * depth, MicroKernel.Rows);
            }
            bool first = k == 0, last = k + depth == _weights.Inputs;
            for (int panel = firstPanel; panel < endPanel; panel++)
            {
                float* b = _weights.Panel(panel) + (long)k * MicroKernel.Columns;
                for (int tile = firstTile; tile < endTile; tile++)
                    Tile(depth, packed + (tile - firstTile) * MicroKernel.Rows * depth, b, tile, panel, first, last, gate, staging);
            }
        }
    }

    private void Tile(int depth, float* a, float* b, int tile, int panel, bool first, bool last, float gate, float* staging)
    {
        int row = tile * MicroKernel.Rows, column = panel * MicroKernel.Columns;
        int rows = Math.Min(MicroKernel.Rows, _result.Rows - row);
        int columns = Math.Min(MicroKernel.Columns, _result.Width - column);
        float* c = _result.Row(row) + column;
        bool seeded = Seeded, accumulate = !first || seeded;
        float* residual = last && _residual is not null && !seeded ? _residual.Row(row) + column : null;
        float* bias = last && _bias is not null ? _bias + column : null;
        // What the kernel adds before the bias: the sums so far, or, if they are complete and nothing comes between, the residual.
        float* add = accumulate ? c : null;
        int addStride = _result.Stride;
        if (!accumulate && IsPlain && residual != null)
        {
            add = residual;
            addStride = _residual!.Stride;
            residual = null;
        }
        if (!_staged && rows == MicroKernel.Rows && columns == MicroKernel.Columns)
        {
            MicroKernel.Run(depth, a, b, c, _result.Stride, add, addStride, bias);
            if (last)
                Complete(c, _result.Stride, gate, residual, residual is null ? 0 : _residual!.Stride);
            return;
        }
        if (add != null)
        {
            Copy(add, addStride, staging, MicroKernel.Columns, rows, columns);
            add = staging;
        }
        MicroKernel.Run(depth, a, b, staging, MicroKernel.Columns, add, MicroKernel.Columns, bias);
        if (last)
            Complete(staging, MicroKernel.Columns, gate, null, 0);
        if (residual is null)
            Copy(staging, MicroKernel.Columns, c, _result.Stride, rows, columns);
        else
            Add(staging, residual, _residual!.Stride, c, _result.Stride, rows, columns);
    }

    /// <summary>Whether nothing comes between the bias and the residual.</summary>
    private bool IsPlain => _activation == Activation.None && _gate is null;

    /// <summary>Applies activation, gate and residual to a whole tile that has its bias.</summary>
    private void Complete(float* tile, int stride, float gate, float* residual, int residualStride)
    {
        if (residual is null && IsPlain)
            return;
        var gates = new Vector<float>(gate);
        for (int row = 0; row < MicroKernel.Rows; row++, tile += stride, residual += residualStride)
        {
            for (int i = 0; i < MicroKernel.Columns; i += Vector<float>.Count)
            {
                Vector<float> value = Vector.Load(tile + i);
                if (_activation == Activation.Gelu)
                    value = VectorMath.Gelu(value);
                else if (_activation == Activation.GeluTanh)
                    value = VectorMath.GeluTanh(value);
                value *= gates;
                if (residual is not null)
                    value += Vector.Load(residual + i);
                value.Store(tile + i);
            }
        }
    }

    private static void Copy(float* source, int sourceStride, float* target, int targetStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
            new ReadOnlySpan<float>(source + (long)row * sourceStride, columns)
                .CopyTo(new Span<float>(target + (long)row * targetStride, columns));
    }

    private static void Add(
        float* tile, float* residual, int residualStride, float* target, int targetStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row++, tile += MicroKernel.Columns, residual += residualStride, target += targetStride)
        {
            int i = 0;
            for (; i <= columns - Vector<float>.Count; i += Vector<float>.Count)
                (Vector.Load(tile + i) + Vector.Load(residual + i)).Store(target + i);
            for (; i < columns; i++)
                target[i] = tile[i] + residual[i];
        }
    }
}
