using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Watching;

/// <summary>A recording's sound in small pieces, each when it has been played, as a microphone would give them.</summary>
/// <param name="source">The recording; disposed with this.</param>
/// <param name="clock">How fast time passes; stopped when this is disposed.</param>
internal sealed class PacedAudioSource(IAudioSource source, PlaybackClock clock) : IAudioSource
{
    private const int PiecesPerSecond = 50;

    private MediaException? _damage;

    public int SampleRate => source.SampleRate;

    public int Channels => source.Channels;

    public bool IsLive => true;

    public IReadOnlyList<string> Warnings => source.Warnings;

    public int Read(Span<float> samples, out TimeSpan time)
    {
        // A device may come back; what is damaged stays so.
        if (_damage is not null)
            throw _damage;
        int piece = Math.Max(1, SampleRate / PiecesPerSecond) * Channels;
        int count;
        try
        {
            count = source.Read(samples[..Math.Min(piece, samples.Length)], out time);
        }
        catch (MediaException exception)
        {
            _damage = exception;
            throw;
        }
        TimeSpan length = TimeSpan.FromSeconds((double)(count / Channels) / SampleRate);
        return count > 0 && clock.WaitUntil(time + length) ? count : 0;
    }

    public void Dispose()
    {
        clock.Stop();
        source.Dispose();
    }
}
