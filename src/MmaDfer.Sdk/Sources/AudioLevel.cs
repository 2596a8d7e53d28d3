namespace MmaDfer.Sdk.Sources;

/// <summary>
/// Tells audio from silence: audible is what swings by more than <see cref="Least"/> around its mean within about 10 ms, in any channel. So
/// zeros, the last bit of a converter and a constant offset are silent, however the audio is cut into blocks. One thread at a time.
/// </summary>
/// <param name="sampleRate">Samples per second and channel.</param>
/// <param name="channels">Number of channels.</param>
internal sealed class AudioLevel(int sampleRate, int channels)
{
    /// <summary>-80 dB of full scale, three steps of 16 bits: far below a voice that the network could use (docs/audio.md has the measurement).</summary>
    public const float Least = 1e-4f;

    /// <summary>Seconds of silence, from its first sample on, after which audio is said to hold nothing else.</summary>
    public const double SilentAfter = 2;

    // A swing needs some samples, even at the lowest rates.
    private readonly int _piece = Math.Max(sampleRate / 100, 64);
    private readonly float[] _least = new float[channels], _most = new float[channels];
    private int _filled;
    private long _samples;

    public int SampleRate => sampleRate;

    public int Channels => channels;

    /// <summary>Whether anything was audible so far.</summary>
    public bool WasAudible { get; private set; }

    /// <summary>Whether there were only zeros so far.</summary>
    public bool OnlyZeros { get; private set; } = true;

    /// <summary>Whether nothing at all was audible for <see cref="SilentAfter"/>.</summary>
    public bool IsSilent => !WasAudible && _samples >= SilentAfter * sampleRate;

    /// <summary>What there was instead of audio, for a sentence.</summary>
    public string Description => OnlyZeros ? "only zeros" : "nothing louder than -80 dB of full scale";

    /// <summary>Adds a block.</summary>
    /// <param name="samples">Interleaved; those that are not finite count as zero.</param>
    /// <returns>Samples of a channel from the last audible one's piece to the end of the block; -1 if the block has none.</returns>
    public int Add(ReadOnlySpan<float> samples)
    {
        int count = samples.Length / channels, silent = -1;
        for (int i = 0; i < count;)
        {
            int length = Math.Min(_piece - _filled, count - i);
            bool audible = false;
            for (int channel = 0; channel < channels; channel++)
            {
                (float least, float most) = _filled == 0 ? (float.MaxValue, float.MinValue) : (_least[channel], _most[channel]);
                for (int at = i * channels + channel, end = at + length * channels; at < end; at += channels)
                {
                    float value = float.IsFinite(samples[at]) ? samples[at] : 0;
                    least = Math.Min(least, value);
                    most = Math.Max(most, value);
                }
                (_least[channel], _most[channel]) = (least, most);
                audible |= most - least > 2 * Least;
                OnlyZeros &= least == 0 && most == 0;
            }
            i += length;
            _filled = (_filled + length) % _piece;
            if (audible)
                silent = count - i;
        }
        _samples += count;
        WasAudible |= silent >= 0;
        return silent;
    }
}
