namespace MmaDfer.Sdk.Tensors;

/// <summary>
/// Kaldi's mel filter bank: triangles of peak 1, equally spaced and linear in mel between 20 Hz and half the sample rate. A
/// triangle narrower than a bin of the spectrum may hold none and then gives zero. Immutable.
/// </summary>
internal sealed class MelFilterBank
{
    private const double LowestFrequency = 20;

    private readonly int[] _first;
    private readonly double[][] _weights;

    /// <param name="bands">Number of triangles.</param>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="fftSize">Size of the transform; its bins 0 to fftSize / 2 - 1 are used.</param>
    public MelFilterBank(int bands, int sampleRate, int fftSize)
    {
        (_first, _weights) = (new int[bands], new double[bands][]);
        double[] mels = new double[fftSize / 2];
        for (int bin = 0; bin < mels.Length; bin++)
            mels[bin] = Mel((double)sampleRate / fftSize * bin);
        double low = Mel(LowestFrequency);
        double step = (Mel(sampleRate / 2.0) - low) / (bands + 1);
        var weights = new List<double>();
        for (int band = 0; band < bands; band++)
        {
            double left = low + band * step, center = left + step, right = center + step;
            weights.Clear();
            for (int bin = 0; bin < mels.Length; bin++)
            {
                double weight = Math.Min((mels[bin] - left) / step, (right - mels[bin]) / step);
                if (weight <= 0)
                    continue;
                if (weights.Count == 0)
                    _first[band] = bin;
                weights.Add(weight);
            }
            _weights[band] = [.. weights];
        }
    }

    public int Bands => _weights.Length;

    /// <summary>Energy of one band.</summary>
    public double Energy(int band, ReadOnlySpan<double> power)
    {
        ReadOnlySpan<double> weights = _weights[band];
        ReadOnlySpan<double> bins = power.Slice(_first[band], weights.Length);
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
            sum += weights[i] * bins[i];
        return sum;
    }

    /// <summary>Whether a band holds a bin that counts.</summary>
    public bool HearsAnything(int band) => _weights[band].Sum() > 0.05;

    /// <summary>The frequencies of the peaks.</summary>
    public static double[] Centres(int bands, int sampleRate)
    {
        double low = Mel(LowestFrequency), step = (Mel(sampleRate / 2.0) - low) / (bands + 1);
        return [.. Enumerable.Range(1, bands).Select(i => 700 * (Math.Exp((low + i * step) / 1127) - 1))];
    }

    private static double Mel(double frequency) => 1127 * Math.Log(1 + frequency / 700);
}
