namespace MmaDfer.Sdk.Sources;

/// <summary>
/// Audio: interleaved float samples in [-1, 1], pulled by one thread. Dispose it to free files and child processes;
/// disposing during a read (from another thread) ends the read.
/// </summary>
public interface IAudioSource : IDisposable
{
    /// <summary>Samples per second and channel, in Hz. Sources deliver the rate of their medium; a recognizer converts it where its model names another.</summary>
    int SampleRate { get; }

    /// <summary>Number of interleaved channels.</summary>
    int Channels { get; }

    /// <summary>True if audio comes as it happens (a microphone): see <see cref="IFrameSource.IsLive"/>. False unless overridden.</summary>
    bool IsLive => false;

    /// <summary>
    /// Repairs, guesses and omissions, one sentence each; complete when the source has been read to its end. Safe to read
    /// from any thread. Empty unless overridden.
    /// </summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>Fills <paramref name="samples"/> from its start.</summary>
    /// <param name="samples">Room for interleaved samples; its length is a multiple of <see cref="Channels"/>.</param>
    /// <param name="time">Time of the first sample returned, from the start of the source.</param>
    /// <returns>Number of values written, a multiple of <see cref="Channels"/>; 0 only at the end (and from then on).</returns>
    /// <exception cref="MediaException">The source is damaged or its decoder failed.</exception>
    int Read(Span<float> samples, out TimeSpan time);
}
