using System.Globalization;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Clips;

/// <summary>
/// Reads the audio of a clip to its end and makes the spectrogram of its first 5.12 s. The mean over all samples of all
/// channels is taken off, so all are read; kept are only those that the spectrogram may show.
/// </summary>
internal static class AudioReader
{
    /// <summary>What a WAV header can say.</summary>
    private const int MaxChannels = 65535;

    private const int ValuesAtOnce = 8192;

    /// <summary>The audio, or null where it is shorter than one frame of 25 ms.</summary>
    /// <param name="source">Read to its end, not disposed.</param>
    /// <param name="cancellationToken">Looked at between reads.</param>
    /// <param name="hearing">What of it the model hears.</param>
    /// <exception cref="MediaException">The rate or the number of channels makes no sense, or a sample is not a number.</exception>
    public static ClipAudio? Read(IAudioSource source, CancellationToken cancellationToken, Hearing hearing = default)
    {
        float[] buffer = Buffer(source);
        int channels = source.Channels;
        var features = new AudioFeatures(source.SampleRate, hearing.SampleRate, Name(source));
        bool both = channels > 1 && hearing.Channel == AudioChannel.Auto;
        float[] first = new float[features.SamplesUsed], second = new float[both ? first.Length : 0];
        double sum = 0;
        long samples = 0, bad = 0;
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
            level.Add(values);
            double all = Sum(source, values, samples), lanes = 0;
            for (int i = 0; i < values.Length / channels; i++)
            {
                bool keeps = samples + i < first.Length;
                if (both)
                {
                    (float left, float right) = AudioLanes.Of(values.Slice(i * channels, channels), ref bad);
                    lanes += channels * (double)AudioLanes.Mean(left, right);
                    if (keeps)
                        (first[samples + i], second[samples + i]) = (left, right);
                }
                else if (keeps)
                {
                    first[samples + i] = values[i * channels];
                }
            }
            // Of a mixture, the mean is that of what was mixed.
            sum += both && channels > 2 ? lanes : all;
            samples += values.Length / channels;
        }
        int kept = (int)Math.Min(samples, first.Length);
        Span<float> heard = (both && IsSecond(first.AsSpan(0, kept), second) ? second : first).AsSpan(0, kept);
        float[] spectrogram = new float[Spectrogram.Length];
        if (!features.Write(heard, samples == 0 ? 0 : sum / ((double)samples * channels), spectrogram))
            return null;
        var end = TimeSpan.FromTicks((long)Math.Round(start.Ticks + features.Seconds * TimeSpan.TicksPerSecond));
        return new ClipAudio(spectrogram, start, end, features.FeatureRate) { Silence = level.WasAudible ? null : $"{Name(source)} holds {level.Description}" };
    }

    /// <summary>A sentence about audio that is less than the model learned; null if nothing is to be said.</summary>
    public static string? Warning(IAudioSource source, Hearing hearing) =>
        AudioFeatures.LowRateWarning(Name(source), source.SampleRate, hearing.SampleRate);

    /// <summary>Room to read a source into.</summary>
    /// <exception cref="MediaException">The number of channels makes no sense.</exception>
    public static float[] Buffer(IAudioSource source)
    {
        int channels = source.Channels;
        return channels is >= 1 and <= MaxChannels
            ? new float[Math.Max(ValuesAtOnce / channels, 1) * channels]
            : throw new MediaException($"{Name(source)} has {channels} channels; 1 to {MaxChannels} are supported.");
    }

    /// <summary>The next samples of a source that keeps its contract; none at its end.</summary>
    public static ReadOnlySpan<float> Pull(IAudioSource source, float[] buffer, out TimeSpan time)
    {
        int read = source.Read(buffer, out time);
        return read >= 0 && read <= buffer.Length && read % source.Channels == 0
            ? buffer.AsSpan(0, read)
            : throw new MediaException(
                $"{SourceName.Of(source, "The audio source")} gave {read} values at once; a multiple of its {source.Channels} channels up to {buffer.Length} is right.");
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

    private static bool IsSecond(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        PowerSum one = default, other = default;
        for (int i = 0; i < first.Length; i++)
        {
            one.Add(first[i]);
            other.Add(second[i]);
        }
        return new LaneChoice().Decide(one.Power, other.Power);
    }

    private static string Name(IAudioSource source) => SourceName.Of(source, "The audio");
}

/// <summary>What a model hears of audio.</summary>
/// <param name="SampleRate">Samples per second that it learned, to which other audio is converted; null for the audio's own.</param>
/// <param name="Channel">Of several channels.</param>
internal readonly record struct Hearing(int? SampleRate, AudioChannel Channel);
