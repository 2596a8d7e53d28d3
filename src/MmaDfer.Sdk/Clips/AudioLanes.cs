namespace MmaDfer.Sdk.Clips;

/// <summary>
/// The two lanes that <see cref="AudioChannel.Auto"/> chooses from: the channels of stereo, or left and right of a mixture of more. The
/// weights are those of ITU-R BS.775, without scaling: features have no upper limit that a loud mixture could reach.
/// </summary>
internal static class AudioLanes
{
    private const float Shared = 0.70710678f;

    // In the order of WAVE files: front left, front right, front centre, low frequencies, back left, back right, side left, side right;
    // 6.1 has back centre, side left, side right. Each surround goes to its own side, a back centre to both.
    private static readonly float[][] s_left =
    [
        [1, 0, Shared], [1, 0, Shared, 0], [1, 0, Shared, Shared, 0], [1, 0, Shared, 0, Shared, 0], [1, 0, Shared, 0, 0.5f, Shared, 0],
        [1, 0, Shared, 0, Shared, 0, Shared, 0],
    ];

    private static readonly float[][] s_right =
    [
        [0, 1, Shared], [0, 1, 0, Shared], [0, 1, Shared, 0, Shared], [0, 1, Shared, 0, 0, Shared], [0, 1, Shared, 0, 0.5f, 0, Shared],
        [0, 1, Shared, 0, 0, Shared, 0, Shared],
    ];

    /// <summary>Left and right of one sample.</summary>
    /// <param name="sample">Its channels, at least two. Values that are not finite count as 0.</param>
    /// <param name="bad">Grows by the number of those.</param>
    public static (float First, float Second) Of(ReadOnlySpan<float> sample, ref long bad)
    {
        int kind = sample.Length - 3;
        if (kind < 0 || kind >= s_left.Length)
            return (Finite(sample[0], ref bad), Finite(sample[1], ref bad));
        ReadOnlySpan<float> left = s_left[kind], right = s_right[kind];
        float first = 0, second = 0;
        for (int i = 0; i < left.Length; i++)
        {
            float value = Finite(sample[i], ref bad);
            first += left[i] * value;
            second += right[i] * value;
        }
        // The largest floats there are would add up to infinity.
        return (Math.Clamp(first, float.MinValue, float.MaxValue), Math.Clamp(second, float.MinValue, float.MaxValue));
    }

    /// <summary>The mean of a sample's lanes.</summary>
    public static float Mean(float first, float second) => (float)(((double)first + second) / 2);

    private static float Finite(float value, ref long bad)
    {
        if (float.IsFinite(value))
            return value;
        bad++;
        return 0;
    }
}

/// <summary>
/// Which of two lanes is heard: the first, until it is silent beside the second. It is heard again once it has a voice of its own, not
/// already when both pause, so that the choice does not change back and forth. One thread at a time.
/// </summary>
internal sealed class LaneChoice
{
    /// <summary>Power of a lane that is silent beside another: -12 dB.</summary>
    private const double Silent = 1.0 / 16;

    /// <summary>Power of a lane that is about as loud as another: -3 dB.</summary>
    private const double AsLoud = 0.5;

    /// <summary>Below -60 dB of full scale there is no voice that would be worth a change.</summary>
    private const double Least = 1e-6;

    private double _loudest;

    /// <summary>Whether the second lane was heard last.</summary>
    public bool HearsSecond { get; private set; }

    /// <summary>Chooses the first lane again.</summary>
    public void Reset() => (HearsSecond, _loudest) = (false, 0);

    /// <summary>Whether the second lane is to be heard. Changes nothing.</summary>
    /// <param name="first">Power of the first lane, without its mean.</param>
    /// <param name="second">Power of the second lane, without its mean.</param>
    public bool Decide(double first, double second) => HearsSecond
        ? !(Silent * first > second || first >= AsLoud * second && first >= Silent * _loudest)
        : first < Silent * second && second > Least;

    /// <summary>Keeps a decision.</summary>
    /// <param name="hearsSecond">The decision.</param>
    /// <param name="second">Power of the second lane.</param>
    public void Keep(bool hearsSecond, double second)
    {
        _loudest = hearsSecond ? Math.Max(_loudest, second) : 0;
        HearsSecond = hearsSecond;
    }
}

/// <summary>The power of samples without their mean.</summary>
internal struct PowerSum
{
    private double _sum, _squares;
    private long _count;

    public readonly double Power => _count == 0 ? 0 : Math.Max(0, _squares / _count - _sum / _count * (_sum / _count));

    public void Add(double sample)
    {
        _sum += sample;
        _squares += sample * sample;
        _count++;
    }
}
