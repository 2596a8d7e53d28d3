namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>
/// How well a mouth moves with a voice: the multiple correlation of the voice's level with the few components that make up most of what changes
/// in the mouth's cells (principal components), after the head's movement has been taken out. Keeps its memory. One thread at a time.
/// </summary>
internal sealed class MouthMatch
{
    /// <summary>Steps of 10 ms between the delays of the voice that are tried.</summary>
    public const int LagStep = 5;

    /// <summary>Number of delays.</summary>
    public const int Lags = (2 * VoiceSpan.MaxLag / LagStep) + 1;

    /// <summary>Minimum number of frames: of fewer, any mouth seems to fit.</summary>
    private const int MinFrames = 15;

    /// <summary>Frames for each component at least.</summary>
    private const int FramesOfEach = 4;

    private const int Components = 5, Iterations = 12, MaxFrames = MouthTrack.Capacity;
    private const int All = MouthTrack.Cells * MouthTrack.Cells, Side = MouthTrack.Cells / 2, Pooled = Side * Side;

    private readonly float[] _mean = new float[All], _across = new float[All], _down = new float[All], _still = new float[All];
    private readonly double[] _cells = new double[MaxFrames * Pooled], _products = new double[MaxFrames * MaxFrames];
    private readonly double[] _parts = new double[Components * MaxFrames], _next = new double[MaxFrames], _level = new double[MaxFrames];

    /// <summary>Compares a mouth with a voice.</summary>
    /// <param name="mouth">The mouth.</param>
    /// <param name="voice">The voice.</param>
    /// <param name="fits">Receives the square of the correlation for each delay of the voice, the earliest first.</param>
    /// <returns>False if there are too few frames to tell.</returns>
    public bool Compare(MouthTrack mouth, VoiceSpan voice, Span<double> fits)
    {
        int first = 0;
        while (first < mouth.Count && mouth.Time(first) <= voice.Start)
            first++;
        int frames = mouth.Count - first;
        if (frames < MinFrames)
            return false;
        Steady(mouth, first, frames);
        int components = Math.Min(Components, frames / FramesOfEach);
        FindComponents(frames, components);
        for (int lag = 0; lag < Lags; lag++)
        {
            for (int i = 0; i < frames; i++)
                _level[i] = voice.At(mouth.Time(first + i), (lag * LagStep) - VoiceSpan.MaxLag);
            Span<double> level = _level.AsSpan(0, frames);
            Detrend(level, 1);
            double all = Dot(level, level), explained = 0;
            for (int part = 0; part < components; part++)
            {
                double along = Dot(level, _parts.AsSpan(part * MaxFrames, frames));
                explained += along * along;
            }
            fits[lag] = all > 1e-12 ? Math.Min(1, explained / all) : 0;
        }
        return true;
    }

    /// <summary>
    /// Takes out of each frame what a small shift and a change of light make of the mean mouth: finders place landmarks a little differently
    /// each time, and heads move. Then puts four cells together.
    /// </summary>
    private void Steady(MouthTrack mouth, int first, int frames)
    {
        const int side = MouthTrack.Cells;
        _mean.AsSpan().Clear();
        for (int frame = 0; frame < frames; frame++)
        {
            ReadOnlySpan<float> cells = mouth.Mouth(first + frame);
            for (int i = 0; i < All; i++)
                _mean[i] += cells[i] / frames;
        }
        for (int i = 0; i < All; i++)
        {
            int x = i % side, y = i / side, left = Math.Max(x - 1, 0), right = Math.Min(x + 1, side - 1), above = Math.Max(y - 1, 0), below = Math.Min(y + 1, side - 1);
            _across[i] = (_mean[(y * side) + right] - _mean[(y * side) + left]) / (right - left);
            _down[i] = (_mean[(below * side) + x] - _mean[(above * side) + x]) / (below - above);
        }
        // Gradients without their means: then light is a matter of its own.
        Centre(_across);
        Centre(_down);
        double aa = Dot(_across, _across) + 1e-3, dd = Dot(_down, _down) + 1e-3, ad = Dot(_across, _down), det = (aa * dd) - (ad * ad) + 1e-6;
        for (int frame = 0; frame < frames; frame++)
        {
            ReadOnlySpan<float> cells = mouth.Mouth(first + frame);
            for (int i = 0; i < All; i++)
                _still[i] = cells[i] - _mean[i];
            Centre(_still);
            double a = Dot(_still, _across), d = Dot(_still, _down);
            float x = (float)(((a * dd) - (d * ad)) / det), y = (float)(((d * aa) - (a * ad)) / det);
            Span<double> pooled = _cells.AsSpan(frame * Pooled, Pooled);
            pooled.Clear();
            for (int i = 0; i < All; i++)
                pooled[(i / side / 2 * Side) + (i % side / 2)] += _still[i] - (x * _across[i]) - (y * _down[i]);
        }
        for (int cell = 0; cell < Pooled; cell++)
            Detrend(_cells.AsSpan(cell, ((frames - 1) * Pooled) + 1), Pooled);
    }

    /// <summary>The courses over time of what changes most, by subspace iteration: orthogonal, of length 1.</summary>
    private void FindComponents(int frames, int components)
    {
        for (int i = 0; i < frames; i++)
        {
            for (int j = 0; j <= i; j++)
                _products[(i * MaxFrames) + j] = _products[(j * MaxFrames) + i] = Dot(_cells.AsSpan(i * Pooled, Pooled), _cells.AsSpan(j * Pooled, Pooled));
        }
        for (int part = 0; part < components; part++)
        {
            for (int i = 0; i < frames; i++)
                _parts[(part * MaxFrames) + i] = Math.Cos((i + 0.5) * (part + 2) * Math.PI / frames);
        }
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            for (int part = 0; part < components; part++)
            {
                Span<double> now = _parts.AsSpan(part * MaxFrames, frames), next = _next.AsSpan(0, frames);
                for (int i = 0; i < frames; i++)
                    next[i] = Dot(_products.AsSpan(i * MaxFrames, frames), now);
                next.CopyTo(now);
            }
            for (int part = 0; part < components; part++)
            {
                Span<double> now = _parts.AsSpan(part * MaxFrames, frames);
                for (int before = 0; before < part; before++)
                    Subtract(now, _parts.AsSpan(before * MaxFrames, frames));
                double length = Math.Sqrt(Dot(now, now));
                foreach (ref double value in now)
                    value = length > 1e-9 ? value / length : 0;
            }
        }
    }

    private static void Subtract(Span<double> from, ReadOnlySpan<double> direction)
    {
        double along = Dot(from, direction);
        for (int i = 0; i < from.Length; i++)
            from[i] -= along * direction[i];
    }

    /// <summary>Takes off the straight line that fits best, of every so manieth value.</summary>
    private static void Detrend(Span<double> values, int step)
    {
        int count = ((values.Length - 1) / step) + 1;
        double mean = 0, slope = 0, squares = 0, middle = (count - 1) / 2.0;
        for (int i = 0; i < count; i++)
        {
            mean += values[i * step] / count;
            slope += (i - middle) * values[i * step];
            squares += (i - middle) * (i - middle);
        }
        for (int i = 0; i < count; i++)
            values[i * step] -= mean + ((i - middle) * slope / squares);
    }

    private static void Centre(Span<float> values)
    {
        float sum = 0;
        foreach (float value in values)
            sum += value;
        foreach (ref float value in values)
            value -= sum / values.Length;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
