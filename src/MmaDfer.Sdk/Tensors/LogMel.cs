using System.Numerics;

namespace MmaDfer.Sdk.Tensors;

/// <summary>
/// Kaldi-compatible log-mel features of one channel of audio, at its own sample rate: frames of 25 ms every 10 ms, 128 bands.
/// Allocates nothing after construction. One object a thread.
/// </summary>
internal sealed class LogMel
{
    public const int Bands = 128;

    /// <summary>The lowest rate whose 10 ms hold a sample.</summary>
    public const int MinSampleRate = 100;

    public const int MaxSampleRate = 768_000;

    private const double PreEmphasis = 0.97;
    private const double SmallestEnergy = 1.1920929e-7;

    private readonly double[] _window;
    private readonly double[] _frame;
    private readonly double[] _power;
    private readonly RealFft _fft;
    private readonly MelFilterBank _mel;

    /// <param name="sampleRate">Samples per second, in Hz.</param>
    /// <param name="name">What errors call the audio.</param>
    /// <exception cref="MediaException">The sample rate is outside the supported range.</exception>
    public LogMel(int sampleRate, string name = "The audio")
    {
        CheckRate(sampleRate, name);
        SampleRate = sampleRate;
        FrameLength = (int)(sampleRate * 25L / 1000);
        FrameShift = sampleRate / 100;
        _window = new double[FrameLength];
        for (int i = 0; i < FrameLength; i++)
            _window[i] = 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (FrameLength - 1));
        int size = TransformSize(sampleRate);
        _frame = new double[size];
        _power = new double[size / 2];
        _fft = new RealFft(size);
        _mel = new MelFilterBank(Bands, sampleRate, size);
    }

    public int SampleRate { get; }

    /// <summary>Samples of a frame.</summary>
    public int FrameLength { get; }

    /// <summary>Samples from a frame's start to the next one's.</summary>
    public int FrameShift { get; }

    /// <summary>Size of the transform of a frame.</summary>
    public static int TransformSize(int sampleRate) => (int)BitOperations.RoundUpToPowerOf2((uint)(sampleRate * 25L / 1000));

    /// <summary>Checks a sample rate.</summary>
    /// <exception cref="MediaException">It is outside the supported range.</exception>
    public static void CheckRate(int sampleRate, string name)
    {
        if (sampleRate is < MinSampleRate or > MaxSampleRate)
            throw new MediaException($"{name} has a sample rate of {sampleRate} Hz; {MinSampleRate} to {MaxSampleRate} Hz are supported.");
    }

    /// <summary>How many frames fit into so many samples; none where they are fewer than one frame's.</summary>
    public int FrameCount(int samples) => samples < FrameLength ? 0 : 1 + (samples - FrameLength) / FrameShift;

    /// <summary>Writes the features of the frames from the first on, as many as fit both sides.</summary>
    /// <param name="samples">The channel.</param>
    /// <param name="rows">Room for rows of 128.</param>
    /// <returns>Number of rows written.</returns>
    public int Write(ReadOnlySpan<float> samples, Span<float> rows)
    {
        int count = Math.Min(FrameCount(samples.Length), rows.Length / Bands);
        for (int row = 0; row < count; row++)
            WriteRow(samples.Slice(row * FrameShift, FrameLength), rows.Slice(row * Bands, Bands));
        return count;
    }

    /// <summary>Writes the features of one frame.</summary>
    /// <param name="samples">As many as <see cref="FrameLength"/>.</param>
    /// <param name="row">Room for 128 values.</param>
    public void WriteRow(ReadOnlySpan<float> samples, Span<float> row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, FrameLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, Bands);
        double mean = 0;
        foreach (float sample in samples)
            mean += sample;
        mean /= FrameLength;
        double previous = samples[0] - mean;
        for (int i = 0; i < samples.Length; i++)
        {
            double current = samples[i] - mean;
            _frame[i] = (current - PreEmphasis * previous) * _window[i];
            previous = current;
        }
        _frame.AsSpan(FrameLength).Clear();
        _fft.Power(_frame, _power);
        for (int band = 0; band < Bands; band++)
            row[band] = (float)Math.Log(Math.Max(_mel.Energy(band, _power), SmallestEnergy));
    }
}

/// <summary>The network's audio input: log-mel features, padded with zeros or cut to 512 rows, then normalised.</summary>
internal static class Spectrogram
{
    public const int Rows = 512;
    public const int Bands = LogMel.Bands;
    public const int Length = Rows * Bands;

    private const float Mean = -4.2677393f;
    private const float TwoDeviations = 2 * 4.5689974f;

    /// <summary>The natural logarithm that the value 1 stands for, once it is normalised.</summary>
    public const float Scale = TwoDeviations;

    /// <summary>Samples of one channel that have any influence: those of the 512 rows (5.12 s and the rest of a frame).</summary>
    public static int SamplesUsed(LogMel mel) => mel.FrameLength + (Rows - 1) * mel.FrameShift;

    /// <summary>Writes the input for audio.</summary>
    /// <param name="mel">Features at the audio's rate.</param>
    /// <param name="samples">One channel.</param>
    /// <param name="destination">Room for [512, 128].</param>
    /// <returns>False where the audio is shorter than one frame: what was written is then "no audio".</returns>
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
