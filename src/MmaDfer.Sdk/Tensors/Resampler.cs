using System.Numerics;
using System.Runtime.InteropServices;

namespace MmaDfer.Sdk.Tensors;

/// <summary>
/// Converts one channel of audio to another sample rate: a sinc under a Kaiser window, as a polyphase filter. Sample n of the output has
/// the time n / rate of the input's first sample: the delay of the filter is taken off. Before the first and after the last sample, the
/// audio is taken to stay as it is there, so that a constant remains one. Blocks of any sizes give the same bits as the whole at once.
/// Allocates nothing after construction. One object a thread.
/// </summary>
/// <remarks>
/// Frequencies up to 0.94 of half the lower rate pass, and from that half on everything is at least 80 dB down (90 by design, of which
/// float32 and interpolation take little). Source of the window and of its length: J. F. Kaiser, 1974.
/// </remarks>
internal sealed class Resampler
{
    private const double Attenuation = 90;

    /// <summary>Share of half the lower rate between the band that passes and the one that stops.</summary>
    private const double Transition = 0.06;

    /// <summary>Values of a table with a row for each position of an output between two inputs.</summary>
    private const int MaxTable = 1 << 18;

    /// <summary>
    /// Rows of a table that is interpolated, for each lobe of the sinc: straight lines between them are off by (pi / rows)^2 / 8, -106 dB.
    /// </summary>
    private const int RowsPerLobe = 512;

    /// <summary>Samples that are taken in at once.</summary>
    private const int Piece = 4096;

    private readonly int _up, _down, _half, _taps, _rows;
    private readonly bool _exact;
    private readonly float[] _table, _held;

    // Input samples in memory; the position of the next output among them: whole samples, and a remainder in shares of 1 / _up.
    private int _count, _at, _part;
    private long _taken, _given;
    private float _last;

    /// <param name="from">Samples per second of the input.</param>
    /// <param name="to">Samples per second of the output.</param>
    public Resampler(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        (From, To) = (from, to);
        int divisor = (int)BigInteger.GreatestCommonDivisor(from, to);
        (_up, _down) = (to / divisor, from / divisor);
        double lower = 0.5 * Math.Min(1, (double)to / from), width = Transition * lower;
        _half = (int)Math.Ceiling((Attenuation - 7.95) / (14.36 * width) / 2);
        _taps = 2 * _half;
        _exact = (long)_up * _taps <= MaxTable;
        _rows = _exact ? _up : (int)Math.Ceiling(RowsPerLobe * 2 * lower);
        _table = new float[(_exact ? _rows : _rows + 1) * _taps];
        double cutoff = lower - width / 2, shape = 0.1102 * (Attenuation - 8.7);
        double[] row = new double[_taps];
        for (int i = 0; i < _table.Length / _taps; i++)
        {
            double sum = 0;
            for (int tap = 0; tap < _taps; tap++)
                sum += row[tap] = Kernel(tap - _half + 1 - (double)i / _rows, cutoff, shape);
            for (int tap = 0; tap < _taps; tap++)
                _table[i * _taps + tap] = (float)(row[tap] / sum);
        }
        _held = new float[_taps + Piece];
    }

    /// <summary>Samples per second of the input.</summary>
    public int From { get; }

    /// <summary>Samples per second of the output.</summary>
    public int To { get; }

    /// <summary>Values of its table.</summary>
    internal int TableLength => _table.Length;

    /// <summary>How many samples the output of so many has.</summary>
    public long Length(long samples) => (samples * _up + _down - 1) / _down;

    /// <summary>How many samples of the input the first samples of the output need, at most.</summary>
    public long Needed(long outputs) => outputs * _down / _up + _half + 1;

    /// <summary>Forgets all audio.</summary>
    public void Reset() => (_count, _at, _part, _taken, _given) = (0, 0, 0, 0, 0);

    /// <summary>Converts the next block.</summary>
    /// <param name="block">The samples, finite numbers.</param>
    /// <param name="output">Room for the result: at most one sample more than <see cref="Length"/> of the block, at the first call after the last.</param>
    /// <returns>Number of samples written; the newest ones follow with the next block, or with <see cref="Finish"/>.</returns>
    /// <exception cref="ArgumentException">There is too little room.</exception>
    public int Write(ReadOnlySpan<float> block, Span<float> output)
    {
        int written = Take(block, output);
        return written >= 0 ? written : throw new ArgumentException($"There is room for {output.Length} samples of the result, which is too little.", nameof(output));
    }

    /// <summary>Converts the rest, and forgets all audio.</summary>
    /// <param name="output">Room for the rest.</param>
    /// <returns>Number of samples written: with those before, <see cref="Length"/> of all samples.</returns>
    public int Finish(Span<float> output)
    {
        int written = (int)Math.Min(Length(_taken) - _given, output.Length), done = 0;
        // As long as the last sample lasts.
        Span<float> rest = stackalloc float[64];
        rest.Fill(_last);
        while (done < written)
        {
            int room = _held.Length - _count, more = Math.Min(rest.Length, room);
            Append(rest[..more]);
            done += Give(output[done..written]);
        }
        Reset();
        return written;
    }

    /// <summary>Converts audio as a whole.</summary>
    /// <param name="samples">The samples, finite numbers.</param>
    /// <param name="output">Receives as much of the result as fits.</param>
    /// <returns>Number of samples written.</returns>
    public int Convert(ReadOnlySpan<float> samples, Span<float> output)
    {
        Reset();
        int written = Take(samples, output);
        if (written >= 0)
            return written + Finish(output[written..]);
        Reset();
        return output.Length;
    }

    /// <returns>Number of samples written; -1 if the room is full, and more would follow.</returns>
    private int Take(ReadOnlySpan<float> block, Span<float> output)
    {
        int written = 0;
        if (_taken == 0 && !block.IsEmpty)
        {
            // As if the first sample had lasted before.
            _held.AsSpan(0, _half - 1).Fill(block[0]);
            _count = _half - 1;
        }
        while (!block.IsEmpty)
        {
            int count = Math.Min(block.Length, _held.Length - _count);
            Append(block[..count]);
            _taken += count;
            _last = block[count - 1];
            block = block[count..];
            written += Give(output[written..]);
            if (_at + _taps <= _count)
                return -1;
        }
        return written;
    }

    private void Append(ReadOnlySpan<float> samples)
    {
        samples.CopyTo(_held.AsSpan(_count));
        _count += samples.Length;
    }

    /// <summary>Writes what the samples in memory allow, and drops those that are needed no longer.</summary>
    private int Give(Span<float> output)
    {
        int written = 0;
        int step = _down / _up, rest = _down % _up;
        for (; written < output.Length && _at + _taps <= _count; written++)
        {
            output[written] = At(_held.AsSpan(_at, _taps));
            _at += step;
            _part += rest;
            if (_part >= _up)
                (_part, _at) = (_part - _up, _at + 1);
        }
        _given += written;
        int drop = Math.Min(_at, _count);
        _held.AsSpan(drop, _count - drop).CopyTo(_held);
        (_count, _at) = (_count - drop, _at - drop);
        return written;
    }

    private float At(ReadOnlySpan<float> samples)
    {
        if (_exact)
            return Dot(samples, _table.AsSpan(_part * _taps, _taps));
        long position = (long)_part * _rows;
        int row = (int)(position / _up);
        float share = (float)(position % _up) / _up;
        float before = Dot(samples, _table.AsSpan(row * _taps, _taps)), after = Dot(samples, _table.AsSpan((row + 1) * _taps, _taps));
        return before + share * (after - before);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        // Products and sums are rounded one by one, so that every version of the compiled code gives the same bits.
        ref float first = ref MemoryMarshal.GetReference(a), second = ref MemoryMarshal.GetReference(b);
        Vector<float> even = Vector<float>.Zero, odd = Vector<float>.Zero;
        int lanes = Vector<float>.Count, i = 0;
        for (; i <= a.Length - 2 * lanes; i += 2 * lanes)
        {
            even += Vector.LoadUnsafe(ref first, (nuint)i) * Vector.LoadUnsafe(ref second, (nuint)i);
            odd += Vector.LoadUnsafe(ref first, (nuint)(i + lanes)) * Vector.LoadUnsafe(ref second, (nuint)(i + lanes));
        }
        float sum = Vector.Sum(even + odd);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>The filter at a distance from its middle, in samples of the input.</summary>
    private double Kernel(double at, double cutoff, double shape)
    {
        double x = at / _half;
        if (Math.Abs(x) >= 1)
            return 0;
        double turn = 2 * Math.PI * cutoff * at;
        return (at == 0 ? 1 : Math.Sin(turn) / turn) * Bessel(shape * Math.Sqrt(1 - x * x));
    }

    /// <summary>The modified Bessel function of order 0, by its series.</summary>
    private static double Bessel(double x)
    {
        double sum = 1, term = 1;
        for (int k = 1; term > 1e-18 * sum; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
