using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The microphone without what the loudspeakers play. <see cref="Write"/> is for the thread that pushes; <see cref="Listen"/> for the one
/// that takes windows, which does the work: finds the delay, learns the room, takes the echo off.
/// </summary>
/// <param name="window">Length of a window.</param>
/// <param name="longestGap">As of <see cref="AudioRing"/>.</param>
internal sealed class PlaybackEcho(TimeSpan window, TimeSpan longestGap)
{
    /// <summary>Seconds of the response in front of the delay that was found, and between two searches.</summary>
    private const double Lead = 0.008, SearchInterval = 0.5;

    /// <summary>Searches, with something played, after which a delay that was not found again is given up.</summary>
    private const int MostUnclear = 20;

    /// <summary>Seconds of the window from which on echo, or the player's voice, is heard in it.</summary>
    private const double LeastEcho = 0.1, LeastVoice = 0.15;

    /// <summary>Seconds after its last block for which the playback still sounds in the room.</summary>
    private const double Reverberation = 1;

    private readonly AudioRing _played = new(Times.Add(window, TimeSpan.FromSeconds(2)), window);
    private readonly float[] _mono = new float[512];
    private float[] _window = [];
    private long _endTicks = TimeSpan.MinValue.Ticks;

    private PlaybackRoom? _room;
    private PlaybackDelay? _search;
    private TimeSpan _lastSearch = TimeSpan.MinValue;
    private long _epoch = -1;
    private int _elsewhere, _unclear;

    /// <summary>The microphone without the echo, after <see cref="Listen"/> has found any.</summary>
    public AudioRing Clean { get; } = new(window, longestGap);

    /// <summary>Adds what is played. Allocates nothing while the rate stays the same.</summary>
    /// <inheritdoc cref="AudioRing.Write"/>
    public void Write(ReadOnlySpan<float> samples, int sampleRate, int channels, TimeSpan time)
    {
        if (!_played.Continues(sampleRate, 1))
            _played.Restart(sampleRate, 1, time);
        int count = samples.Length / channels;
        for (int from = 0; from < count; from += _mono.Length)
        {
            Span<float> part = _mono.AsSpan(0, Math.Min(_mono.Length, count - from));
            for (int i = 0; i < part.Length; i++)
            {
                // The microphone hears all loudspeakers.
                float sum = 0;
                foreach (float value in samples.Slice((from + i) * channels, channels))
                    sum += float.IsFinite(value) ? value : 0;
                part[i] = sum / channels;
            }
            _played.Write(part, 1, Times.Add(time, (double)from / sampleRate));
        }
        Volatile.Write(ref _endTicks, _played.End.Ticks);
    }

    /// <summary>Takes the echo off the audio up to the end of a window.</summary>
    /// <param name="heard">The microphone.</param>
    /// <param name="start">Start of the window.</param>
    /// <param name="end">End of the window.</param>
    /// <param name="epoch">The start of the stream.</param>
    /// <returns>Whether the window has an echo; if so, whether nothing else.</returns>
    public ReadingFlags Listen(AudioRing heard, TimeSpan start, TimeSpan end, long epoch)
    {
        var playedEnd = TimeSpan.FromTicks(Volatile.Read(ref _endTicks));
        if (Times.Seconds(playedEnd, start) > Reverberation)
            return 0;
        // Which channel is heard is decided with each reading.
        heard.Read(start, end, int.MaxValue, ref _window, out _);
        Prepare(heard.SampleRate, _played.SampleRate, epoch);
        Search(heard, start, end);
        if (_room is not { IsPlaced: true } room)
            return 0;
        room.Advance(heard, _played, Clean, start, end, playedEnd);
        (double echo, double voice) = room.Count(start, end);
        return echo < LeastEcho ? 0 : voice < LeastVoice ? ReadingFlags.PlaybackHeard | ReadingFlags.OnlyPlayback : ReadingFlags.PlaybackHeard;
    }

    private void Prepare(int heardRate, int playedRate, long epoch)
    {
        if (_room is null || _room.HeardRate != heardRate || _room.PlayedRate != playedRate)
        {
            (_room, _search) = (new PlaybackRoom(heardRate, playedRate, window), new PlaybackDelay(heardRate, playedRate));
            (_lastSearch, _elsewhere, _unclear) = (TimeSpan.MinValue, 0, 0);
        }
        if (epoch != _epoch)
        {
            // Times before and after a restart have nothing to do with each other.
            _room.Unplace();
            _search!.Reset();
            (_epoch, _lastSearch, _elsewhere, _unclear) = (epoch, TimeSpan.MinValue, 0, 0);
        }
    }

    private void Search(AudioRing heard, TimeSpan start, TimeSpan end)
    {
        if (Times.Seconds(_lastSearch, end) < SearchInterval)
            return;
        _lastSearch = end;
        if (_search!.Search(heard, _played, end, -PlaybackDelay.Span) is not { } delay)
        {
            // Headphones have been put on, or what was found was none.
            if (_search.Clarity > 0 && ++_unclear >= MostUnclear)
                _room!.Unplace();
            return;
        }
        _unclear = 0;
        double first = delay - Lead;
        // What lies within the response is the filter's own matter.
        if (_room!.IsPlaced && delay - _room.Delay is > 0.001 and < 0.1)
        {
            _elsewhere = 0;
            return;
        }
        if (_room.IsPlaced && ++_elsewhere < 2)
            return;
        _elsewhere = 0;
        _room.Place(first, Times.Add(start, -1));
        // What is still in memory is learned from first.
        _room.Advance(heard, _played, null, start, end, TimeSpan.FromTicks(Volatile.Read(ref _endTicks)));
        _room.Rewind();
    }
}
