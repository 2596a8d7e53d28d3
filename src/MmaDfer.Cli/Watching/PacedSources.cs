using System.Diagnostics;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Watching;

/// <summary>A recording's frames in real time, as from a camera.</summary>
/// <param name="source">The recording; disposed with this.</param>
/// <param name="clock">Sets the pace; stopped when this is disposed.</param>
internal sealed class PacedFrameSource(IFrameSource source, PlaybackClock clock) : IFrameSource
{
    private MediaException? _damage;

    public int? FrameCount => source.FrameCount;

    public bool IsLive => true;

    public IReadOnlyList<string> Warnings => source.Warnings;

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        // A device may come back; a damaged file does not.
        if (_damage is not null)
            throw _damage;
        try
        {
            if (source.TryRead(out frame, out time) && clock.WaitUntil(time))
                return true;
        }
        catch (MediaException exception)
        {
            _damage = exception;
            throw;
        }
        frame = default;
        return false;
    }

    public void Dispose()
    {
        clock.Stop();
        source.Dispose();
    }
}

/// <summary>A recording's audio in small blocks in real time, as from a microphone.</summary>
/// <param name="source">The recording; disposed with this.</param>
/// <param name="clock">Sets the pace; stopped when this is disposed.</param>
internal sealed class PacedAudioSource(IAudioSource source, PlaybackClock clock) : IAudioSource
{
    private const int BlocksPerSecond = 50;

    private MediaException? _damage;

    public int SampleRate => source.SampleRate;

    public int Channels => source.Channels;

    public bool IsLive => true;

    public IReadOnlyList<string> Warnings => source.Warnings;

    public int Read(Span<float> samples, out TimeSpan time)
    {
        // A device may come back; a damaged file does not.
        if (_damage is not null)
            throw _damage;
        int block = Math.Max(1, SampleRate / BlocksPerSecond) * Channels;
        int count;
        try
        {
            count = source.Read(samples[..Math.Min(block, samples.Length)], out time);
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

/// <summary>
/// Plays recordings in real time: a caller waits until a given time has come. The clock starts with the first call. Thread-safe.
/// </summary>
internal sealed class PlaybackClock
{
    // Waits in steps, as a time may be further away than the longest possible wait.
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(1);

    private readonly ManualResetEvent _stopped = new(false);
    private readonly Stopwatch _passed = new();
    private readonly Lock _starting = new();

    /// <summary>Waits until this time has passed since the start.</summary>
    /// <returns>False once stopped.</returns>
    public bool WaitUntil(TimeSpan time)
    {
        lock (_starting)
            _passed.Start();
        while (time - _passed.Elapsed is { Ticks: > 0 } left)
        {
            // Rounded up: waits shorter than a millisecond return at once.
            TimeSpan wait = left < MaxWait ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : MaxWait;
            if (_stopped.WaitOne(wait))
                return false;
        }
        return !_stopped.WaitOne(0);
    }

    /// <summary>Ends all waits.</summary>
    public void Stop() => _stopped.Set();
}
