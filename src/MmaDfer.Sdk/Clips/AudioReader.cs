using System.Globalization;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Clips;

/// <summary>
/// Reads the sound of a clip to its end and makes the spectrogram of its first 5.12 s. The mean over all samples of all
/// channels is taken off, so all are read; kept are only those of the first channel that the spectrogram shows.
/// </summary>
internal static class AudioReader
{
    /// <summary>What a WAV header can say.</summary>
    private const int MaxChannels = 65535;

    private const int ValuesAtOnce = 8192;

    /// <summary>The sound, or null where it is shorter than one frame of 25 ms.</summary>
    /// <exception cref="MediaException">The rate or the number of channels makes no sense, or a sample is not a number.</exception>
    public static ClipAudio? Read(IAudioSource source, CancellationToken cancellation)
    {
        int channels = source.Channels;
        if (channels is < 1 or > MaxChannels)
            throw new MediaException($"The sound has {channels} channels; 1 to {MaxChannels} are supported.");
        var mel = new LogMel(source.SampleRate);
        float[] kept = new float[Spectrogram.SamplesUsed(mel)];
        float[] buffer = new float[Math.Max(ValuesAtOnce / channels, 1) * channels];
        double sum = 0;
        long samples = 0;
        TimeSpan start = default;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = source.Read(buffer, out TimeSpan time);
            if (read == 0)
                break;
            if (read < 0 || read > buffer.Length || read % channels != 0)
            {
                throw new MediaException(
                    $"The audio source gave {read} values at once; a multiple of its {channels} channels up to {buffer.Length} is right.");
            }
            if (samples == 0)
                start = time;
            ReadOnlySpan<float> values = buffer.AsSpan(0, read);
            sum += Sum(values, samples, channels, mel.SampleRate);
            for (int i = 0; i < read / channels && samples + i < kept.Length; i++)
                kept[samples + i] = values[i * channels];
            samples += read / channels;
        }
        int length = (int)Math.Min(samples, kept.Length);
        if (mel.FrameCount(length) == 0)
            return null;
        float mean = (float)(sum / ((double)samples * channels));
        foreach (ref float sample in kept.AsSpan(0, length))
            sample = Math.Clamp(sample - mean, float.MinValue, float.MaxValue);
        float[] spectrogram = new float[Spectrogram.Length];
        Spectrogram.Write(mel, kept.AsSpan(0, length), spectrogram);
        double ticks = (double)length / mel.SampleRate * TimeSpan.TicksPerSecond;
        return new ClipAudio(spectrogram, start, TimeSpan.FromTicks((long)Math.Round(start.Ticks + ticks)));
    }

    private static double Sum(ReadOnlySpan<float> values, long samplesBefore, int channels, int sampleRate)
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
        long sample = samplesBefore + bad / channels;
        throw new MediaException(string.Create(CultureInfo.InvariantCulture,
            $"The sound holds {(float.IsNaN(values[bad]) ? "NaN" : "an infinite value")} at {(double)sample / sampleRate:0.000} s (sample {sample}, channel {bad % channels}); samples must be finite numbers."));
    }
}
