using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Watching;

/// <summary>A recording's sound in small pieces, each when it has been played, as a microphone would give them.</summary>
/// <param name="source">The recording; disposed with this.</param>
/// <param name="clock">How fast time passes; stopped when this is disposed.</param>
internal sealed class PacedAudioSource(IAudioSource source, PlaybackClock clock) : IAudioSource
{
    private const int PiecesPerSecond = 50;

    public int SampleRate => source.SampleRate;

    public int Channels => source.Channels;

    public bool IsLive => true;

    public IReadOnlyList<string> Remarks => source.Remarks;

    public int Read(Span<float> samples, out TimeSpan time)
    {
        int piece = Math.Max(1, SampleRate / PiecesPerSecond) * Channels;
        int count = source.Read(samples[..Math.Min(piece, samples.Length)], out time);
        TimeSpan length = TimeSpan.FromSeconds((double)(count / Channels) / SampleRate);
        return count > 0 && clock.WaitUntil(time + length) ? count : 0;
    }

    public void Dispose()
    {
        clock.Stop();
        source.Dispose();
    }
}
