namespace MmaDfer.Sdk.Live;

/// <summary>
/// Finds by how much the microphone hears the playback later than it was pushed: the peak of their generalised cross-correlation (each
/// frequency counts by its phase alone, so that neither the room nor the loudspeaker's colour smears it), summed over the last seconds.
/// One object a thread.
/// </summary>
internal sealed class PlaybackDelay
{
    /// <summary>The delays that are searched, in seconds. Slightly negative ones come from times that are only nearly right.</summary>
    public const double Earliest = -0.04, Latest = 0.55;

    /// <summary>Seconds of the microphone in one search.</summary>
    public const double Span = 1;

    /// <summary>
    /// By how much a peak must stand out of all other values, in their standard deviations. Of unrelated voices 95 % of the searches stay
    /// below 6, all of 600 below 8.1; of an echo alone all are above 13.
    /// </summary>
    private const double Distinct = 11;

    private const int Rate = 8000, Size = 16384;
    private const int Lags = (int)((Latest - Earliest) * Rate);

    // Share of the earlier searches in the sum.
    private const float Kept = 0.7f;

    private readonly PlaybackFft _fft = new(Size);
    private readonly PlaybackReader _heardReader, _playedReader;
    private readonly float[] _heard = new float[Size], _played = new float[Size], _correlation = new float[Size], _sum = new float[Lags];
    private readonly Spectrum _heardSpectrum = new(Size / 2 + 1), _playedSpectrum = new(Size / 2 + 1);

    public PlaybackDelay(int heardRate, int playedRate)
    {
        _heardReader = new PlaybackReader(heardRate, Rate);
        _playedReader = new PlaybackReader(playedRate, Rate);
    }

    /// <summary>How far the peak of the last search stood out; 0 if nothing was played.</summary>
    public double Clarity { get; private set; }

    /// <summary>Forgets the earlier searches.</summary>
    public void Reset() => Array.Clear(_sum);

    /// <summary>Searches in one second of the microphone.</summary>
    /// <param name="heard">The microphone.</param>
    /// <param name="played">The playback.</param>
    /// <param name="anchor">A time.</param>
    /// <param name="start">Seconds from it to the start of that second.</param>
    /// <returns>The delay in seconds; null if none is clear, or nothing was played.</returns>
    public double? Search(AudioRing heard, AudioRing played, TimeSpan anchor, double start)
    {
        const int count = (int)(Span * Rate);
        _playedReader.Read(played, anchor, start - Latest, _played.AsSpan(0, count + Lags));
        Clarity = 0;
        if (Power(_played.AsSpan(0, count + Lags)) < 1e-8)
            return null;
        _heardReader.Read(heard, anchor, start, _heard.AsSpan(0, count));
        _fft.Forward(_heard, _played, _heardSpectrum, _playedSpectrum);
        Weigh();
        _fft.Inverse(_heardSpectrum, default, _correlation);
        // Lag 0 of the transform is the latest delay.
        for (int i = 0; i < Lags; i++)
            _sum[i] = Kept * _sum[i] + _correlation[(Size - i) & (Size - 1)];
        return Peak() is { } lag ? Latest - lag / Rate : null;
    }

    private static double Power(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float sample in samples)
            sum += sample * sample;
        return sum / samples.Length;
    }

    /// <summary>Leaves the phases between both, where the playback has any sound.</summary>
    private void Weigh()
    {
        (float[] heardRe, float[] heardIm) = _heardSpectrum;
        (float[] playedRe, float[] playedIm) = _playedSpectrum;
        const int low = 150 * (Size / 2) / (Rate / 2), high = 3600 * (Size / 2) / (Rate / 2);
        double mean = 0;
        for (int k = low; k < high; k++)
            mean += playedRe[k] * playedRe[k] + playedIm[k] * playedIm[k];
        mean /= high - low;
        for (int k = 0; k < _fft.Bins; k++)
        {
            if (k is < low or >= high)
            {
                (heardRe[k], heardIm[k]) = (0, 0);
                continue;
            }
            float re = heardRe[k] * playedRe[k] + heardIm[k] * playedIm[k], im = heardIm[k] * playedRe[k] - heardRe[k] * playedIm[k];
            double power = playedRe[k] * playedRe[k] + playedIm[k] * playedIm[k], size = Math.Sqrt((double)re * re + (double)im * im);
            float weight = size < 1e-20 ? 0 : (float)(power / ((power + 0.1 * mean) * size));
            (heardRe[k], heardIm[k]) = (re * weight, im * weight);
        }
    }

    /// <summary>The lag of the peak, between samples; null if it does not stand out.</summary>
    private double? Peak()
    {
        int best = 0;
        double squares = 0;
        for (int i = 0; i < Lags; i++)
        {
            squares += _sum[i] * _sum[i];
            if (_sum[i] > _sum[best])
                best = i;
        }
        double peak = _sum[best];
        squares -= peak * peak;
        Clarity = squares <= 0 ? 0 : peak / Math.Sqrt(squares / (Lags - 1));
        if (Clarity < Distinct || best == 0 || best == Lags - 1)
            return null;
        double before = _sum[best - 1], after = _sum[best + 1], bend = before - 2 * peak + after;
        return best + (bend < 0 ? 0.5 * (before - after) / bend : 0);
    }
}
