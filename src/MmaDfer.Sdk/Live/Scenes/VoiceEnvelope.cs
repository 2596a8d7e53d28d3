namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>
/// How loud voices are, every 10 ms of the last seconds: the root mean square of the audio between 200 and 4000 Hz. Reads a stream's audio by
/// itself, when it is asked, so pushing audio costs nothing more. Keeps its memory. One thread at a time.
/// </summary>
internal sealed class VoiceEnvelope
{
    public const double Step = 0.01;

    /// <summary>Values that are kept: 8 s.</summary>
    private const int Capacity = 800;

    /// <summary>Values before the first that is needed, until the filters have settled.</summary>
    private const int Settling = 4;

    private const long StepTicks = TimeSpan.TicksPerSecond / 100;
    private readonly float[] _levels = new float[Capacity];
    private float[] _samples = [];

    /// <summary>Number of the first value that is known, and of the one after the last: time in steps.</summary>
    public long First { get; private set; }

    public long End { get; private set; }

    public static long Number(TimeSpan time) => (long)Math.Floor((double)time.Ticks / StepTicks);

    /// <summary>A value; 0 where nothing is known.</summary>
    public float At(long number) => number >= First && number < End ? _levels[Place(number)] : 0;

    /// <summary>Forgets everything.</summary>
    public void Clear() => End = First;

    /// <summary>Reads the audio that has come since the last call.</summary>
    public void Read(AudioRing audio)
    {
        int rate = audio.SampleRate;
        if (rate < 1000)
            return;
        audio.GetSpan(out TimeSpan start, out TimeSpan end);
        long from = Math.Max(End, Math.Max(Number(start) + 1, Number(end) - Capacity)), to = Number(end);
        if (from >= to)
        {
            // The audio has been set back.
            if (End > to + (long)(1 / Step))
                Clear();
            return;
        }
        if (from != End)
            First = from;
        long before = Math.Max(from - Settling, Number(start) + 1);
        TimeSpan begin = new(before * StepTicks), stop = new(to * StepTicks);
        int count = audio.Read(begin, stop, int.MaxValue, ref _samples, out _, decides: false);
        var filter = new BandFilter(rate);
        double perStep = rate * Step;
        for (long number = before; number < to; number++)
        {
            int first = (int)Math.Round((number - before) * perStep), last = Math.Min((int)Math.Round((number + 1 - before) * perStep), count);
            double sum = 0;
            for (int i = first; i < last; i++)
            {
                double value = filter.Next(_samples[i]);
                sum += value * value;
            }
            if (number >= from)
                _levels[Place(number)] = last > first ? (float)Math.Sqrt(sum / (last - first)) : 0;
        }
        End = to;
        First = Math.Max(First, End - Capacity);
    }

    private static int Place(long number) => (int)(((number % Capacity) + Capacity) % Capacity);

    /// <summary>Second-order high pass at 200 Hz and low pass at 4000 Hz (Butterworth, by the bilinear transform).</summary>
    private struct BandFilter
    {
        private readonly double _h0, _h1, _h2, _g0, _g1, _g2;
        private const double Root = 1.4142135623730951;
        private readonly bool _low;
        private double _a, _b, _c, _d;

        public BandFilter(int rate)
        {
            (_h1, _h2, double norm, double k) = Poles(200, rate);
            _h0 = norm;
            _low = rate > 10000;
            if (_low)
            {
                (_g1, _g2, norm, k) = Poles(4000, rate);
                _g0 = k * k * norm;
            }
        }

        public double Next(double x)
        {
            double y = (_h0 * x) + _a;
            _a = (-2 * _h0 * x) - (_h1 * y) + _b;
            _b = (_h0 * x) - (_h2 * y);
            if (!_low)
                return y;
            double z = (_g0 * y) + _c;
            _c = (2 * _g0 * y) - (_g1 * z) + _d;
            _d = (_g0 * y) - (_g2 * z);
            return z;
        }

        private static (double A1, double A2, double Norm, double K) Poles(double frequency, int rate)
        {
            double k = Math.Tan(Math.PI * frequency / rate), norm = 1 / (1 + (Root * k) + (k * k));
            return (2 * ((k * k) - 1) * norm, (1 - (Root * k) + (k * k)) * norm, norm, k);
        }
    }
}
