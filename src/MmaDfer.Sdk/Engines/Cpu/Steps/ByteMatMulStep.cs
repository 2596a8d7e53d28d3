using System.Numerics;
using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>
/// A linear layer in 8 bit, fused like <see cref="MatMulStep"/>: result = residual + gate * activation(x W^T + b). The sums of products are
/// exact; everything else is float32. Since a row of bytes is short, the depth need not be divided.
/// </summary>
internal sealed unsafe class ByteMatMulStep : Step
{
    /// <summary>Bytes of packed rows: well inside the second-level cache.</summary>
    private const int PackedBytes = 160 * 1024;

    private readonly Matrix _x, _result;
    private readonly Matrix? _residual;
    private readonly ByteMatrix _weights;
    private readonly ByteKernel _kernel;
    private readonly float* _bias;
    private readonly Activation _activation;
    private readonly float* _gate;
    private readonly int _tiles, _rowBlocks, _panelBlocks, _tallest;

    /// <param name="name">Its name in timing tables.</param>
    /// <param name="x">Input rows.</param>
    /// <param name="weights">Packed weight.</param>
    /// <param name="bias">Bias, padded with zeros to whole panels; null for none.</param>
    /// <param name="activation">Applied after the bias.</param>
    /// <param name="gate">Its tanh is the factor after the activation; null for none.</param>
    /// <param name="residual">Added at the end; may be the same memory as the result.</param>
    /// <param name="result">The result; never overlaps the input.</param>
    /// <param name="threads">Threads that share the work.</param>
    /// <param name="kernel">The innermost loop.</param>
    public ByteMatMulStep(
        string name, Matrix x, ByteMatrix weights, float* bias, Activation activation, float* gate, Matrix? residual,
        Matrix result, int threads, ByteKernel kernel)
        : base(name)
    {
        _x = x;
        _weights = weights;
        _kernel = kernel;
        _bias = bias;
        _activation = activation;
        _gate = gate;
        _residual = residual;
        _result = result;
        _tiles = (x.Rows + kernel.Rows - 1) / kernel.Rows;
        int tilesPerBlock = Math.Max(1, PackedBytes / (weights.Depth * kernel.Rows));
        (_rowBlocks, _panelBlocks) = MatMulItems.Of(_tiles, tilesPerBlock, weights.Panels, threads);
        _tallest = (_tiles + _rowBlocks - 1) / _rowBlocks * kernel.Rows;
    }

    public override IEnumerable<Matrix> Reads => _residual is null ? [_x] : [_x, _residual];

    public override Matrix Result => _result;

    public override Matrix? MayOverwrite => _residual;

    public override int Items => _rowBlocks * _panelBlocks;

    /// <summary>A tile of sums, the rows' scales and zero points, the packed rows.</summary>
    public override int ScratchLength => _kernel.Rows * ByteKernel.Columns + 2 * _tallest + _tallest * _weights.Depth / sizeof(float);

    public override void Run(int item, float* scratch)
    {
        int block = item % _rowBlocks, columns = item / _rowBlocks;
        int firstTile = (int)((long)_tiles * block / _rowBlocks), endTile = (int)((long)_tiles * (block + 1) / _rowBlocks);
        int firstPanel = (int)((long)_weights.Panels * columns / _panelBlocks);
        int endPanel = (int)((long)_weights.Panels * (columns + 1) / _panelBlocks);
        float gate = _gate is null ? 1f : MathF.Tanh(*_gate);
        int height = _kernel.Rows, tileBytes = height * _weights.Depth;
        int* sums = (int*)scratch;
        float* scales = scratch + height * ByteKernel.Columns;
        int* zeros = (int*)(scales + _tallest);
        byte* packed = (byte*)(zeros + _tallest);
        for (int tile = firstTile; tile < endTile; tile++)
        {
            int row = tile * height, local = tile - firstTile;
            ByteRows.Run(_x.Row(row), _x.Stride, Math.Min(height, _x.Rows - row), _weights.Inputs, _weights.Factors,
                packed + (long)local * tileBytes, height, scales + local * height, zeros + local * height);
        }
        for (int panel = firstPanel; panel < endPanel; panel++)
        {
            for (int tile = firstTile; tile < endTile; tile++)
            {
                int local = tile - firstTile;
                _kernel.Run(_weights.Depth / ByteKernel.Step, packed + (long)local * tileBytes, _weights.Panel(panel), sums);
                Complete(sums, scales + local * height, zeros + local * height, tile * height, panel * ByteKernel.Columns, gate);
            }
        }
    }

    /// <summary>Turns the sums of a tile into numbers, and applies bias, activation, gate and residual.</summary>
    private void Complete(int* sums, float* scales, int* zeros, int firstRow, int column, float gate)
    {
        int rows = Math.Min(_kernel.Rows, _result.Rows - firstRow), columns = Math.Min(ByteKernel.Columns, _result.Width - column);
        float* target = _result.Row(firstRow) + column;
        float* residual = _residual is null ? null : _residual.Row(firstRow) + column;
        int residualStride = _residual?.Stride ?? 0;
        if (columns == ByteKernel.Columns)
        {
            Complete(sums, scales, zeros, rows, column, gate, residual, residualStride, target, _result.Stride);
            return;
        }
        // Nothing beyond the rows is read or written.
        float* rest = stackalloc float[ByteKernel.Columns];
        for (int row = 0; row < rows; row++, sums += ByteKernel.Columns, target += _result.Stride, residual += residualStride)
        {
            new Span<float>(rest, ByteKernel.Columns).Clear();
            if (residual != null)
                new ReadOnlySpan<float>(residual, columns).CopyTo(new Span<float>(rest, columns));
            Complete(sums, scales + row, zeros + row, 1, column, gate, _residual is null ? null : rest, 0, rest, 0);
            new ReadOnlySpan<float>(rest, columns).CopyTo(new Span<float>(target, columns));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Complete(
        int* sums, float* scales, int* zeros, int rows, int column, float gate, float* residual, int residualStride, float* target, int stride)
    {
        for (int i = 0; i < ByteKernel.Columns; i += Vector<float>.Count)
        {
            Vector<int> columnSums = Vector.Load(_weights.Sums + column + i);
            Vector<float> columnScales = Vector.Load(_weights.Scales + column + i);
            Vector<float> bias = _bias == null ? Vector<float>.Zero : Vector.Load(_bias + column + i);
            float* to = target + i;
            float* added = residual + i;
            for (int row = 0; row < rows; row++, to += stride, added += residualStride)
            {
                // Both are exact: at most 127 * 63 for each input.
                Vector<int> sum = Vector.Load(sums + row * ByteKernel.Columns + i) - new Vector<int>(zeros[row]) * columnSums;
                Vector<float> value = Vector.ConvertToSingle(sum) * (new Vector<float>(scales[row]) * columnScales) + bias;
                if (_activation == Activation.Gelu)
                    value = VectorMath.Gelu(value);
                else if (_activation == Activation.GeluTanh)
                    value = VectorMath.GeluTanh(value);
                if (_gate != null)
                    value *= new Vector<float>(gate);
                if (residual != null)
                    value += Vector.Load(added);
                value.Store(to);
            }
        }
    }
}
