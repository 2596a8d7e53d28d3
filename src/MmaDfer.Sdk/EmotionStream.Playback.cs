using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk;

// The game's own sound.
public sealed partial class EmotionStream
{
    /// <summary>
    /// Pushes what the loudspeakers play: the game's own sound, which the microphone hears too. It is taken off the audio that the network
    /// hears, and windows in which the microphone hears nothing else do not count as the player's voice:
    /// <see cref="ReadingFlags.PlaybackHeard"/> and <see cref="ReadingFlags.OnlyPlayback"/> say so. Does not advance the stream's time. Copies
    /// the samples and returns; allocates nothing while the sample rate stays the same.
    /// </summary>
    /// <param name="samples">
    /// Samples in [-1, 1], as they go to the loudspeakers, interleaved if there are several channels (their mean counts). May be empty.
    /// Samples that are not finite become silence.
    /// </param>
    /// <param name="sampleRate">Samples per second and channel, in Hz, 100 to 768000; need not be the microphone's.</param>
    /// <param name="time">
    /// When the first sample is played, by the clock of the other pushes. The microphone may hear it up to 0.5 s later; the stream finds out
    /// by how much. Push it no later than the audio of that time.
    /// </param>
    /// <param name="channels">Number of channels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The sample rate or the number of channels is out of range.</exception>
    /// <exception cref="ArgumentException">The number of samples is not a multiple of the channels.</exception>
    public void PushPlayback(ReadOnlySpan<float> samples, int sampleRate, TimeSpan time, int channels = 1)
    {
        Check(samples, sampleRate, channels);
        if (!_closed && !samples.IsEmpty)
            _stream.PushPlayback(samples, sampleRate, channels, time);
    }

    internal static void Check(ReadOnlySpan<float> samples, int sampleRate, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, LogMel.MinSampleRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sampleRate, LogMel.MaxSampleRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (samples.Length % channels != 0)
            throw new ArgumentException($"{samples.Length} samples are not a multiple of {channels} channels.", nameof(samples));
    }
}
