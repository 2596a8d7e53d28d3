using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Tells which frames of a log-mel spectrogram hold a voice: how far nine ranges of frequencies rise above their floor, how they swing within
/// half a second (syllables come four times a second), how their shape changes, and how even the overtones are; a network of 385 weights
/// (<see cref="VoiceWeights"/>) judges that. Depends on nothing but the frames given. Allocates nothing. One thread at a time.
/// </summary>
/// <param name="sampleRate">The rate of the audio.</param>
internal sealed class VoiceActivity(int sampleRate)
{
    /// <summary>Figures that the network sees of a frame.</summary>
    public const int Features = 30;

    /// <summary>The most frames at once.</summary>
    public const int MaxFrames = Spectrogram.Rows;

    /// <summary>Audio of a lower rate lacks too much of a voice.</summary>
    public const int MinSampleRate = 6000;

    /// <summary>From so many seconds on a voice is told reliably.</summary>
    public const double EnoughSeconds = 1;

    /// <summary>The share of frames with a voice below which nobody speaks.</summary>
    public const float LeastShare = 0.1f;

    private const int Ranges = VoiceBands.Ranges;

    // Frames to each side: the rise, the swing, the change and the steps between which it is taken.
    private const int Near = 2, Half = 30, Around = 20, Step = 4, ShapeStep = 5, Ripples = 15;

    /// <summary>Of an energy, in natural logarithms: the largest rise that counts, and the largest distance of a floor below the loudest band.</summary>
    private const float MaxRise = 5, MaxRange = 8;

    private readonly VoiceBands _bands = new(sampleRate);
    private readonly float[] _column = new float[MaxFrames], _floor = new float[LogMel.Bands];
    private readonly float[] _rise = new float[Ranges * MaxFrames], _near = new float[Ranges * MaxFrames], _work = new float[MaxFrames], _means = new float[MaxFrames];
    private readonly float[] _active = new float[MaxFrames], _ripple = new float[MaxFrames];
    private readonly float[] _features = new float[Features * MaxFrames], _row = new float[Features];

    /// <summary>The rate of the audio.</summary>
    public int SampleRate => sampleRate;

    /// <summary>How likely each frame holds a voice, 0 to 1; from 0.5 on, it does.</summary>
    /// <param name="frames">Rows of 128 of <see cref="LogMel"/>, at most <see cref="MaxFrames"/>.</param>
    /// <param name="voice">Room for a number per frame.</param>
    /// <param name="scale">The natural logarithm that the value 1 stands for: 1, or <see cref="Spectrogram.Scale"/> for normalised frames.</param>
    /// <returns>The share of the frames with a voice; 0 without frames.</returns>
    public float Measure(ReadOnlySpan<float> frames, Span<float> voice, float scale = 1)
    {
        int count = frames.Length / LogMel.Bands, speaking = 0;
        WriteFeatures(frames, scale);
        for (int i = 0; i < count; i++)
        {
            voice[i] = VoiceWeights.Apply(Feature(i));
            if (voice[i] >= 0.5f)
                speaking++;
        }
        return count == 0 ? 0 : (float)speaking / count;
    }

    /// <summary>What the network sees of a frame of the last <see cref="WriteFeatures"/>; valid until the next call.</summary>
    public ReadOnlySpan<float> Feature(int frame)
    {
        for (int i = 0; i < Features; i++)
            _row[i] = _features[(i * MaxFrames) + frame];
        return _row;
    }

    /// <summary>Computes what the network sees of frames.</summary>
    public void WriteFeatures(ReadOnlySpan<float> frames, float scale = 1)
    {
        int count = frames.Length / LogMel.Bands;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxFrames, nameof(frames));
        if (count == 0)
            return;
        FindFloors(frames, count, scale);
        _active.AsSpan(0, count).Clear();
        for (int range = 0; range < Ranges; range++)
        {
            Span<float> rise = _rise.AsSpan(range * MaxFrames, count), near = _near.AsSpan(range * MaxFrames, count);
            Rise(frames, scale, _bands.Range(range), rise);
            Average(rise, near, Near);
            near.CopyTo(_features.AsSpan(range * MaxFrames));
            Swing(near, _features.AsSpan((Ranges + range) * MaxFrames, count));
            for (int i = 0; i < count; i++)
            {
                _work[i] = i < Step || i + Step >= count ? 0 : Math.Abs(near[i + Step] - near[i - Step]);
                _active[i] += near[i] / Ranges;
            }
            Average(_work.AsSpan(0, count), _features.AsSpan(((2 * Ranges) + range) * MaxFrames, count), Around);
        }
        WriteShapeChange(count, _features.AsSpan(3 * Ranges * MaxFrames, count));
        WriteRipple(frames, scale, count);
    }

    /// <summary>The level of each band that it seldom falls below, but not far below the loudest band.</summary>
    private void FindFloors(ReadOnlySpan<float> frames, int count, float scale)
    {
        float top = float.MinValue;
        foreach (int band in _bands.Used)
        {
            for (int i = 0; i < count; i++)
                _column[i] = frames[(i * LogMel.Bands) + band] * scale;
            Span<float> column = _column.AsSpan(0, count);
            column.Sort();
            _floor[band] = column[count / 4];
            top = Math.Max(top, column[(count - 1) * 19 / 20]);
        }
        foreach (int band in _bands.Used)
            _floor[band] = Math.Max(_floor[band], top - MaxRange);
    }

    private void Rise(ReadOnlySpan<float> frames, float scale, ReadOnlySpan<int> bands, Span<float> rise)
    {
        rise.Clear();
        foreach (int band in bands)
        {
            for (int i = 0; i < rise.Length; i++)
                rise[i] += Math.Clamp((frames[(i * LogMel.Bands) + band] * scale) - _floor[band], 0, MaxRise);
        }
        for (int i = 0; i < rise.Length && bands.Length > 0; i++)
            rise[i] /= bands.Length;
    }

    /// <summary>The standard deviation within half a second.</summary>
    private void Swing(ReadOnlySpan<float> values, Span<float> swing)
    {
        int count = values.Length;
        for (int i = 0; i < count; i++)
            _work[i] = values[i] * values[i];
        Average(_work.AsSpan(0, count), swing, Half);
        Average(values, _means.AsSpan(0, count), Half);
        for (int i = 0; i < count; i++)
            swing[i] = MathF.Sqrt(Math.Max(0, swing[i] - (_means[i] * _means[i])));
    }

    /// <summary>How much the shape of the spectrum changes within a tenth of a second, where there is anything.</summary>
    private void WriteShapeChange(int count, Span<float> change)
    {
        for (int i = 0; i < count; i++)
        {
            float dot = 0, before = 0, after = 0;
            if (i >= ShapeStep && i + ShapeStep < count)
            {
                for (int range = 0; range < Ranges; range++)
                {
                    float a = _near[(range * MaxFrames) + i - ShapeStep] + 0.05f, b = _near[(range * MaxFrames) + i + ShapeStep] + 0.05f;
                    (dot, before, after) = (dot + (a * b), before + (a * a), after + (b * b));
                }
            }
            _work[i] = before == 0 ? 0 : (1 - (dot / MathF.Sqrt(before * after))) * _active[i];
        }
        Average(_work.AsSpan(0, count), change, Around);
        Average(_active.AsSpan(0, count), _means.AsSpan(0, count), Around);
        for (int i = 0; i < count; i++)
            change[i] /= _means[i] + 0.05f;
    }

    /// <summary>How far neighbouring low bands differ: overtones stand out of a voice, and more so of music.</summary>
    private void WriteRipple(ReadOnlySpan<float> frames, float scale, int count)
    {
        ReadOnlySpan<int> bands = _bands.Low;
        Span<float> levels = stackalloc float[LogMel.Bands], smooth = stackalloc float[LogMel.Bands];
        for (int i = 0; i < count; i++)
        {
            int from = Math.Max(0, i - 1), to = Math.Min(count - 1, i + 1);
            for (int k = 0; k < bands.Length; k++)
            {
                float sum = 0;
                for (int row = from; row <= to; row++)
                    sum += frames[(row * LogMel.Bands) + bands[k]];
                levels[k] = sum * scale / (to - from + 1);
            }
            Average(levels[..bands.Length], smooth[..bands.Length], 3);
            float square = 0;
            for (int k = 0; k < bands.Length; k++)
                square += (levels[k] - smooth[k]) * (levels[k] - smooth[k]);
            _ripple[i] = bands.IsEmpty ? 0 : MathF.Sqrt(square / bands.Length);
        }
        _ripple.AsSpan(0, count).CopyTo(_features.AsSpan(((3 * Ranges) + 1) * MaxFrames));
        Average(_ripple.AsSpan(0, count), _features.AsSpan(((3 * Ranges) + 2) * MaxFrames, count), Ripples);
    }

    /// <summary>The mean of each value and as many on each side as there are up to <paramref name="reach"/>.</summary>
    private static void Average(ReadOnlySpan<float> values, Span<float> means, int reach)
    {
        double sum = 0;
        for (int i = 0; i < Math.Min(reach, values.Length); i++)
            sum += values[i];
        for (int i = 0; i < values.Length; i++)
        {
            if (i + reach < values.Length)
                sum += values[i + reach];
            if (i > reach)
                sum -= values[i - reach - 1];
            means[i] = (float)(sum / (Math.Min(i + reach, values.Length - 1) - Math.Max(i - reach, 0) + 1));
        }
    }
}

/// <summary>The bands of a log-mel spectrogram by their frequencies. Immutable.</summary>
internal sealed class VoiceBands
{
    /// <summary>Ranges of frequencies.</summary>
    public const int Ranges = 9;

    private static ReadOnlySpan<double> Edges => [100, 250, 450, 750, 1150, 1700, 2500, 3600, 5200, 7600];

    private readonly int[][] _ranges = new int[Ranges][];
    private readonly int[] _used, _low;

    public VoiceBands(int sampleRate)
    {
        double[] centres = MelFilterBank.Centres(LogMel.Bands, sampleRate);
        var bank = new MelFilterBank(LogMel.Bands, sampleRate, LogMel.TransformSize(sampleRate));
        int[] heard = [.. Enumerable.Range(0, LogMel.Bands).Where(bank.HearsAnything)];
        for (int i = 0; i < Ranges; i++)
        {
            (double low, double high) = (Edges[i], Edges[i + 1]);
            _ranges[i] = [.. heard.Where(b => centres[b] >= low && centres[b] < high)];
        }
        _used = [.. _ranges.SelectMany(r => r)];
        _low = [.. heard.Where(b => centres[b] is >= 150 and < 1500)];
    }

    /// <summary>All bands of the ranges.</summary>
    public ReadOnlySpan<int> Used => _used;

    /// <summary>Those of the overtones of a voice.</summary>
    public ReadOnlySpan<int> Low => _low;

    public ReadOnlySpan<int> Range(int index) => _ranges[index];
}
