namespace MmaDfer.Sdk.Tensors;

/// <summary>The network's audio input: log-mel features, padded with zeros or cut to 512 rows, then normalised.</summary>
internal static class Spectrogram
{
    public const int Rows = 512;
    public const int Bands = LogMel.Bands;
    public const int Length = Rows * Bands;

    private const float Mean = -4.2677393f;
    private const float TwoDeviations = 2 * 4.5689974f;

    /// <summary>Samples of one channel that have any influence: those of the 512 rows (5.12 s and the rest of a frame).</summary>
    public static int SamplesUsed(LogMel mel) => mel.FrameLength + (Rows - 1) * mel.FrameShift;

    /// <summary>Writes the input for a sound.</summary>
    /// <param name="mel">Features at the sound's rate.</param>
    /// <param name="samples">One channel.</param>
    /// <param name="destination">Room for [512, 128].</param>
    /// <returns>False where the sound is shorter than one frame: what was written is then "no audio".</returns>
    public static bool Write(LogMel mel, ReadOnlySpan<float> samples, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, Length);
        int rows = mel.Write(samples, destination);
        destination[(rows * Bands)..].Clear();
        Normalise(destination);
        return rows > 0;
    }

    /// <summary>Writes the input that says "no audio": zeros before the normalisation.</summary>
    public static void WriteSilence(Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, Length);
        destination.Clear();
        Normalise(destination);
    }

    /// <summary>Scales raw features in place, as in training.</summary>
    public static void Normalise(Span<float> features)
    {
        foreach (ref float value in features)
            value = (value - Mean) / TwoDeviations;
    }
}
