using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Engines.Cpu.Kernels;

/// <summary>
/// The right side of products in 8 bit: a weight [outputs, inputs] as whole numbers in -63..63 with a scale for each output, packed for
/// <see cref="ByteKernel"/> in panels of 16 outputs: for every 4 inputs, those of each output.
/// </summary>
internal sealed unsafe class ByteMatrix
{
    /// <summary>The largest number. Those of 8 bits (127) would overflow the 16 bits in which AVX2 sums up products.</summary>
    public const int Levels = 63;

    /// <summary>With fewer inputs or outputs, rounding the rows takes more time than the product saves.</summary>
    private const int MinSize = 64;

    /// <summary>As many products as a sum of 32 bits can hold, zero points included.</summary>
    private const int MaxInputs = int.MaxValue / (2 * 127 * Levels);

    /// <summary>The largest factor of an input; the least is 1 / 1000.</summary>
    private const double MaxFactor = 1000;

    /// <summary>Up to this ratio, sizes of weights are similar.</summary>
    private const double SimilarFactor = 1.5;

    private readonly sbyte* _data;
    private readonly float* _factors;

    /// <param name="memory">Memory of <see cref="LengthOf"/> floats, aligned to 64 bytes.</param>
    /// <param name="outputs">Rows of the weight.</param>
    /// <param name="inputs">Columns of the weight.</param>
    /// <param name="data">The panels, if they are elsewhere already, aligned to 64 bytes: they are not changed.</param>
    public ByteMatrix(float* memory, int outputs, int inputs, sbyte* data = null)
    {
        Outputs = outputs;
        Inputs = inputs;
        Depth = Padded(inputs, ByteKernel.Step);
        Panels = Padded(outputs, ByteKernel.Columns) / ByteKernel.Columns;
        Scales = memory;
        Sums = (int*)(Scales + Panels * ByteKernel.Columns);
        _factors = (float*)(Sums + Panels * ByteKernel.Columns);
        IsInPlace = data != null;
        _data = IsInPlace ? data : (sbyte*)(_factors + Padded(Depth, ByteKernel.Columns));
    }

    public int Outputs { get; }

    public int Inputs { get; }

    /// <summary>Inputs, padded with zeros.</summary>
    public int Depth { get; }

    public int Panels { get; }

    /// <summary>Scale of each output, padded with zeros.</summary>
    public float* Scales { get; }

    /// <summary>Sum of the numbers of each output, for the zero points of the left side.</summary>
    public int* Sums { get; }

    /// <summary>
    /// What the inputs are multiplied by before they are rounded (the weights are divided by it), padded with zeros. Null if all are 1.
    /// </summary>
    public float* Factors => HasFactors ? _factors : null;

    /// <summary>Whether any factor is not 1.</summary>
    public bool HasFactors { get; private set; }

    /// <summary>Whether the panels are used where they were given.</summary>
    public bool IsInPlace { get; }

    /// <summary>Whether 8 bits save time with a weight of this shape, and its sums fit.</summary>
    public static bool Suits(Shape shape) => shape[0] >= MinSize && shape[1] is >= MinSize and <= MaxInputs;

    /// <summary>Floats of memory for a matrix of this size, with or without its panels.</summary>
    public static long LengthOf(int outputs, int inputs, bool withPanels = true)
    {
        long wide = Padded(outputs, ByteKernel.Columns), depth = Padded(inputs, ByteKernel.Step);
        return 2 * wide + Padded((int)depth, ByteKernel.Columns) + (withPanels ? wide * depth / sizeof(float) : 0);
    }

    /// <summary>First value of a panel.</summary>
    public sbyte* Panel(int index) => _data + (long)index * Depth * ByteKernel.Columns;

    /// <summary>Reads the weight twice, a panel at a time, so that it is never in memory as a whole, and packs it.</summary>
    public void Fill(Weight weight)
    {
        int wide = Panels * ByteKernel.Columns;
        new Span<float>(Scales, wide).Clear();
        new Span<int>(Sums, wide).Clear();
        new Span<sbyte>(_data, checked(wide * Depth)).Clear();
        float[] panel = ArrayPool<float>.Shared.Rent(ByteKernel.Columns * Inputs);
        using var row = new AlignedMemory(Depth);
        row.Clear();
        var squares = new double[Inputs];
        Read(weight, panel, (values, _) => AddSquares(values, squares));
        FindFactors(squares);
        Read(weight, panel, (values, output) => Pack(values, row.Address, output));
        ArrayPool<float>.Shared.Return(panel);
    }

    /// <summary>Takes the weight as a file in 8 bit holds it, and checks it: a number out of range would give other sums on other processors.</summary>
    /// <exception cref="ModelFileException">It is damaged.</exception>
    public void Fill(ByteWeight stored)
    {
        stored.ReadScales(new Span<float>(Scales, Outputs), new Span<float>(_factors, Inputs));
        HasFactors = new ReadOnlySpan<float>(_factors, Inputs).ContainsAnyExcept(1f);
        if (!IsInPlace)
            stored.Read(0, new Span<sbyte>(_data, Outputs * Inputs));
        float[] sums = ArrayPool<float>.Shared.Rent(Outputs);
        stored.ReadSums(sums.AsSpan(0, Outputs));
        for (int panel = 0; panel < Panels; panel++)
        {
            int* to = Sums + panel * ByteKernel.Columns;
            bool fits = AddUp(Panel(panel), Depth, to);
            for (int i = 0; i < ByteKernel.Columns; i++)
                fits &= to[i] == sums[panel * ByteKernel.Columns + i];
            if (!fits)
                throw stored.Damaged("its numbers do not give their sums");
        }
        ArrayPool<float>.Shared.Return(sums);
    }

    /// <summary>Adds up the numbers of each output of a panel.</summary>
    /// <returns>Whether all are in range.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AddUp(sbyte* panel, int depth, int* sums)
    {
        // So many sums of two numbers fit into 16 bits, even if the numbers are out of range.
        const int rounds = 127;
        Vector512<sbyte> most = default, least = default;
        Vector512<int> total = default;
        for (int k = 0; k < depth;)
        {
            Vector512<short> pairs = default;
            for (int end = Math.Min(depth, k + 4 * rounds); k < end; k += 4, panel += 4 * ByteKernel.Columns)
            {
                Vector512<sbyte> four = Vector512.Load(panel);
                most = Vector512.Max(most, four);
                least = Vector512.Min(least, four);
                Vector512<short> two = four.AsInt16();
                pairs += Vector512.ShiftRightArithmetic(two << 8, 8) + Vector512.ShiftRightArithmetic(two, 8);
            }
            Vector512<int> both = pairs.AsInt32();
            total += Vector512.ShiftRightArithmetic(both << 16, 16) + Vector512.ShiftRightArithmetic(both, 16);
        }
        total.Store(sums);
        return Vector512.LessThanOrEqualAll(most, Vector512.Create((sbyte)Levels))
            && Vector512.GreaterThanOrEqualAll(least, Vector512.Create((sbyte)-Levels));
    }

    /// <summary>Reads the weight and passes on each output.</summary>
    private void Read(Weight weight, float[] panel, RowAction action)
    {
        for (int first = 0; first < Outputs; first += ByteKernel.Columns)
        {
            int count = Math.Min(ByteKernel.Columns, Outputs - first);
            weight.Read((long)first * Inputs, panel.AsSpan(0, count * Inputs));
            for (int i = 0; i < count; i++)
                action(panel.AsSpan(i * Inputs, Inputs), first + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquares(ReadOnlySpan<float> values, double[] squares)
    {
        for (int k = 0; k < values.Length; k++)
            squares[k] += (double)values[k] * values[k];
    }

    /// <summary>
    /// An input whose weights are all small is expected to be large, by training or by an equivalent change of the layer before: it would take
    /// the levels of all others. So inputs are multiplied by the size of their weights, relative to that of most inputs. Where the sizes are
    /// similar, all factors are 1.
    /// </summary>
    private void FindFactors(double[] squares)
    {
        double[] sorted = [.. squares];
        Array.Sort(sorted);
        double median = sorted[Inputs / 2];
        new Span<float>(_factors, Padded(Depth, ByteKernel.Columns)).Clear();
        HasFactors = false;
        for (int k = 0; k < Inputs; k++)
        {
            double factor = Math.Clamp(Math.Sqrt(squares[k] / median), 1 / MaxFactor, MaxFactor);
            // NaN, of weights that are not finite, is not far from 1 either.
            _factors[k] = factor is > SimilarFactor or < 1 / SimilarFactor ? (float)factor : 1;
            HasFactors |= _factors[k] != 1;
        }
    }

    /// <summary>Packs an output.</summary>
    /// <param name="weights">Its weights.</param>
    /// <param name="row">Room for them, padded with zeros.</param>
    /// <param name="output">Its index.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(ReadOnlySpan<float> weights, float* row, int output)
    {
        Vector<float> most = default, checks = default;
        int k = 0;
        for (; k <= Inputs - Vector<float>.Count; k += Vector<float>.Count)
        {
            Vector<float> value = new(weights[k..]);
            if (HasFactors)
                value /= Vector.Load(_factors + k);
            value.Store(row + k);
            most = Vector.MaxNative(most, Vector.Abs(value));
            checks += value * Vector<float>.Zero;
        }
        float largest = 0, check = Vector.Sum(checks);
        for (int i = 0; i < Vector<float>.Count; i++)
            largest = MathF.Max(largest, most[i]);
        for (; k < Inputs; k++)
        {
            row[k] = weights[k] / _factors[k];
            largest = MathF.Max(largest, MathF.Abs(row[k]));
            check += row[k] * 0;
        }
        // A weight that is not finite makes its output NaN. Weights of 1e-37 and less are zeros.
        float inverse = Levels / largest;
        Scales[output] = float.IsFinite(inverse) ? largest / Levels + check : check;
        if (!float.IsFinite(inverse) || float.IsNaN(check))
            return;
        // Adding 1.5 * 2^23 rounds to the nearest integer, which the lowest bits of the sum then hold.
        Vector128<float> rounder = Vector128.Create(12582912f), factor = Vector128.Create(inverse);
        Vector128<int> sum = default;
        sbyte* to = Panel(output / ByteKernel.Columns) + output % ByteKernel.Columns * 4;
        for (k = 0; k < Depth; k += 4, to += 4 * ByteKernel.Columns)
        {
            Vector128<int> whole = (Vector128.Load(row + k) * factor + rounder).AsInt32() - rounder.AsInt32();
            sum += whole;
            Vector128<short> narrow = Vector128.Narrow(whole, whole);
            *(int*)to = Vector128.Narrow(narrow, narrow).AsInt32().ToScalar();
        }
        Sums[output] = Vector128.Sum(sum);
    }

    private static int Padded(int size, int unit) => (size + unit - 1) / unit * unit;

    private delegate void RowAction(ReadOnlySpan<float> values, int output);
}
