namespace MmaDfer.Sdk.Sources;

/// <summary>Audio that the caller holds in memory. Nothing is copied before it is read.</summary>
public sealed class MemoryAudioSource : IAudioSource
{
    private readonly ReadOnlyMemory<float> _samples;
    private int _next;
    private volatile bool _disposed;

    /// <summary>Describes the audio.</summary>
    /// <param name="samples">Interleaved samples in [-1, 1]; they must stay unchanged while they are read. None is no error.</param>
    /// <param name="sampleRate">Samples per second and channel, in Hz.</param>
    /// <param name="channels">Number of interleaved channels.</param>
    /// <exception cref="ArgumentException">The number of samples is not a multiple of the channels.</exception>
    public MemoryAudioSource(ReadOnlyMemory<float> samples, int sampleRate, int channels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        if (samples.Length % channels != 0)
            throw new ArgumentException($"{samples.Length} samples in memory are not a multiple of {channels} channels.", nameof(samples));
        _samples = samples;
        SampleRate = sampleRate;
        Channels = channels;
    }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public int Read(Span<float> samples, out TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (samples.Length < Channels)
            throw new ArgumentException($"Room for at least {Channels} samples, one per channel, is needed.", nameof(samples));
        time = FrameRate.Seconds((double)(_next / Channels) / SampleRate);
        int count = Math.Min(samples.Length - (samples.Length % Channels), _samples.Length - _next);
        ReadOnlySpan<float> given = _samples.Span.Slice(_next, count);
        SampleCheck.ThrowIfNotFinite(given, "The audio in memory", _next);
        given.CopyTo(samples);
        _next += count;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _disposed = true;
}

/// <summary>Refuses samples that are not numbers: everything calculated from them would not be a number either.</summary>
internal static class SampleCheck
{
    /// <param name="samples">Interleaved samples.</param>
    /// <param name="origin">Name of their source in errors.</param>
    /// <param name="first">Number of the first of them within the source, from 0.</param>
    public static void ThrowIfNotFinite(ReadOnlySpan<float> samples, string origin, long first)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (!float.IsFinite(samples[i]))
            {
                throw new MediaException(
                    $"{origin}: sample {first + i + 1} is {(float.IsNaN(samples[i]) ? "not a number" : "infinite")}; all samples must be finite.");
            }
        }
    }
}
