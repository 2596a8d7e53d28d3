using System.Numerics;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Reads the audio of a ring at another rate and between its samples, by a windowed sinc: the playback as the microphone's clock has it.
/// One object a thread.
/// </summary>
internal sealed class PlaybackReader
{
    /// <summary>Zero crossings of the sinc on each side, and steps between two samples.</summary>
    private const int Crossings = 12, Phases = 256;

    private readonly int _half;
    private readonly float[] _table;
    private readonly double _inputRate;
    private float[] _input = [];

    /// <param name="inputRate">Samples per second of the ring.</param>
    /// <param name="outputRate">Samples per second to read; a lower one loses the frequencies above half of it.</param>
    public PlaybackReader(int inputRate, int outputRate)
    {
        (InputRate, _inputRate, OutputRate) = (inputRate, inputRate, outputRate);
        double cutoff = Math.Min(1, (double)outputRate / inputRate);
        _half = (int)Math.Ceiling(Crossings / cutoff);
        _table = new float[(Phases + 1) * 2 * _half];
        for (int phase = 0; phase <= Phases; phase++)
        {
            for (int tap = 0; tap < 2 * _half; tap++)
            {
                double x = tap - _half + 1 - (double)phase / Phases, y = Math.PI * x * cutoff, edge = x / _half;
                double window = Math.Abs(edge) >= 1 ? 0 : 0.5 + 0.5 * Math.Cos(Math.PI * edge);
                _table[phase * 2 * _half + tap] = (float)(cutoff * window * (Math.Abs(y) < 1e-9 ? 1 : Math.Sin(y) / y));
            }
        }
    }

    public int InputRate { get; }

    public int OutputRate { get; }

    /// <summary>Reads samples; those that the ring does not hold are zero.</summary>
    /// <param name="ring">The audio.</param>
    /// <param name="anchor">A time.</param>
    /// <param name="offset">Seconds from it to the first sample.</param>
    /// <param name="output">Receives the samples.</param>
    /// <param name="stretch">By how much faster than 1 the ring is read.</param>
    public void Read(AudioRing ring, TimeSpan anchor, double offset, Span<float> output, double stretch = 0)
    {
        double step = _inputRate / OutputRate * (1 + stretch);
        int needed = (int)(output.Length * step) + 2 * _half + 2;
        if (_input.Length < needed)
            _input = new float[needed];
        // In front of the first sample lie those of half a sinc.
        double position = ring.ReadAt(anchor, offset - (_half - 1) / _inputRate, _input.AsSpan(0, needed), out _);
        for (int i = 0; i < output.Length; i++, position += step)
        {
            int whole = (int)position;
            double phase = (position - whole) * Phases;
            int row = (int)phase;
            float part = (float)(phase - row);
            ReadOnlySpan<float> samples = _input.AsSpan(whole, 2 * _half);
            ReadOnlySpan<float> low = _table.AsSpan(row * 2 * _half, 2 * _half), high = _table.AsSpan((row + 1) * 2 * _half, 2 * _half);
            float a = Dot(samples, low);
            output[i] = a + part * (Dot(samples, high) - a);
        }
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            sums += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        float sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
