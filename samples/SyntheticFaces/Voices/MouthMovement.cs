namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>
/// How far a voice opens the mouth: its loudness, smoothed as a jaw is slow. The mean and the spread are made the same for
/// all voices, so that the frames do not reveal how loud or fast the voice is.
/// </summary>
internal sealed class MouthMovement
{
    private const int Step = Voice.Rate / 100;
    private const int Reach = 11;

    private readonly double[] _opening;

    public MouthMovement(ReadOnlySpan<float> samples)
    {
        double[] loudness = new double[samples.Length / Step];
        for (int i = 0; i < loudness.Length; i++)
        {
            double sum = 0;
            foreach (float sample in samples.Slice(i * Step, Step))
                sum += sample * sample;
            loudness[i] = Math.Sqrt(sum);
        }
        _opening = Smoothed(loudness);
        double mean = _opening.Average();
        double deviation = Math.Sqrt(_opening.Average(v => (v - mean) * (v - mean)));
        for (int i = 0; i < _opening.Length; i++)
            _opening[i] = Math.Clamp(0.45 + (0.3 * (_opening[i] - mean) / Math.Max(deviation, 1e-12)), 0, 1);
    }

    /// <summary>0 closed, 1 as far as this voice opens it.</summary>
    public float At(double seconds) => (float)_opening[Math.Clamp((int)(seconds * 100), 0, _opening.Length - 1)];

    private static double[] Smoothed(double[] values)
    {
        double[] smooth = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double sum = 0, weights = 0;
            for (int j = Math.Max(0, i - Reach); j <= Math.Min(values.Length - 1, i + Reach); j++)
            {
                double weight = Reach + 1 - Math.Abs(i - j);
                sum += weight * values[j];
                weights += weight;
            }
            smooth[i] = sum / weights;
        }
        return smooth;
    }
}
