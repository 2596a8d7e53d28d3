using System.Globalization;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Clips;

/// <summary>
/// Reads the audio of a clip to its end and makes the spectrogram of its first 5.12 s. The mean over all samples of all
/// channels is taken off, so all are read; kept are only those of the first channel that the spectrogram shows.
/// </summary>
internal static class AudioReader
{
    /// <summary>What a WAV header can say.</summary>
    private const int MaxChannels = 65535;

    private const int ValuesAtOnce = 8192;

    /// <summary>The audio, or null where it is shorter than one frame of 25 ms.</summary>
    /// <exception cref="MediaException">The rate or the number of channels makes no sense, or a sample is not a number.</exception>
    public static ClipAudio? Read(IAudioSource source, CancellationToken cancellationToken)
    {
        float[] buffer = Buffer(source);
        int channels = source.Channels;
        var mel = Mel(source);
        float[] kept = new float[Spectrogram.SamplesUsed(mel)];
        double sum = 0;
        long samples = 0;
        TimeSpan start = default;
        var level = new AudioLevel(source.SampleRate, channels);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<float> values = Pull(source, buffer, out TimeSpan time);
            if (values.IsEmpty)
                break;
            if (samples == 0)
                start = time;
            sum += Sum(source, values, samples);
            level.Add(values);
            for (int i = 0; i < values.Length / channels && samples + i < kept.Length; i++)
                kept[samples + i] = values[i * channels];
            samples += values.Length / channels;
        }
        ClipAudio? audio = Features(mel, kept.AsSpan(0, (int)Math.Min(samples, kept.Length)), sum / ((double)samples * channels), start);
        return audio is null || level.WasAudible ? audio : audio with { Silence = $"{Name(source)} holds {level.Description}" };
    }

    /// <summary>Room to read a source into.</summary>
    /// <exception cref="MediaException">The number of channels makes no sense.</exception>
    public static float[] Buffer(IAudioSource source)
    {
        int channels = source.Channels;
        return channels is >= 1 and <= MaxChannels
            ? new float[Math.Max(ValuesAtOnce / channels, 1) * channels]
            : throw new MediaException($"{Name(source)} has {channels} channels; 1 to {MaxChannels} are supported.");
    }

    /// <summary>Features at the rate of a source.</summary>
    /// <exception cref="MediaException">The rate makes no sense.</exception>
    public static LogMel Mel(IAudioSource source) => new(source.SampleRate, Name(source));

    /// <summary>The next samples of a source that keeps its contract; none at its end.</summary>
    public static ReadOnlySpan<float> Pull(IAudioSource source, float[] buffer, out TimeSpan time)
    {
        int read = source.Read(buffer, out time);
        return read >= 0 && read <= buffer.Length && read % source.Channels == 0
            ? buffer.AsSpan(0, read)
            : throw new MediaException(
                $"{SourceName.Of(source, "The audio source")} gave {read} values at once; a multiple of its {source.Channels} channels up to {buffer.Length} is right.");
    }

    /// <summary>The features of samples of the first channel, or null where they are too few.</summary>
    /// <param name="mel">Features at the audio's rate.</param>
    /// <param name="samples">Those that the spectrogram shows; the mean is taken off them in place.</param>
    /// <param name="mean">Mean of all samples of all channels.</param>
    /// <param name="start">Time of the first sample.</param>
    public static ClipAudio? Features(LogMel mel, Span<float> samples, double mean, TimeSpan start)
    {
        float[] spectrogram = new float[Spectrogram.Length];
        if (!Write(mel, samples, mean, spectrogram))
            return null;
        double ticks = (double)samples.Length / mel.SampleRate * TimeSpan.TicksPerSecond;
        return new ClipAudio(spectrogram, start, TimeSpan.FromTicks((long)Math.Round(start.Ticks + ticks)));
    }

    /// <summary>Writes the features of samples of the first channel.</summary>
    /// <inheritdoc cref="Features"/>
    /// <returns>False where they are too few: what was written says "no audio".</returns>
    public static bool Write(LogMel mel, Span<float> samples, double mean, Span<float> spectrogram)
    {
        foreach (ref float sample in samples)
            sample = Math.Clamp(sample - (float)mean, float.MinValue, float.MaxValue);
        return Spectrogram.Write(mel, samples, spectrogram);
    }

    /// <summary>The sum of some samples.</summary>
    /// <exception cref="MediaException">One is not a finite number; the message says where.</exception>
    public static double Sum(IAudioSource source, ReadOnlySpan<float> values, long samplesBefore)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        // Floats can't overflow a double: the sum is a number exactly if every value is.
        if (double.IsFinite(sum))
            return sum;
        int bad = 0;
        while (float.IsFinite(values[bad]))
            bad++;
        long sample = samplesBefore + bad / source.Channels;
        throw new MediaException(string.Create(CultureInfo.InvariantCulture,
            $"{Name(source)} holds {(float.IsNaN(values[bad]) ? "NaN" : "an infinite value")} at {(double)sample / source.SampleRate:0.000} s (sample {sample}, channel {bad % source.Channels}); samples must be finite numbers."));
    }

    private static string Name(IAudioSource source) => SourceName.Of(source, "The audio");
}
