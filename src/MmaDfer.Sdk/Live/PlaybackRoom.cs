using System.Numerics;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Goes along the microphone and the playback block by block, takes the echo off, and keeps of each block whether there was an echo and
/// whether there was anything else. One thread at a time.
/// </summary>
internal sealed class PlaybackRoom
{
    /// <summary>Seconds of a block, about, and of the response.</summary>
    private const double BlockSeconds = 0.012, ResponseSeconds = 0.25;

    /// <summary>Seconds by which playback may be pushed later than the audio of the same time.</summary>
    private const double Patience = 0.3;

    /// <summary>Seconds of echo after which clocks are compared, and by how much they may be apart.</summary>
    private const double MoveSeconds = 0.25, MaxStretch = 1e-3;

    /// <summary>How much of a move is taken for the clocks' at once. A filter that moves along lags behind, so less would do, but slowly.</summary>
    private const double ClockGain = 0.6;

    private readonly int _block;
    private readonly PlaybackFilter _filter;
    private readonly PlaybackSuppressor _suppressor;
    private readonly PlaybackReader _reader;
    private readonly float[] _playedBlock, _heardBlock, _rest, _echo, _result;
    private readonly BlockFacts[] _facts;
    private readonly int _blocksOfMove;
    private TimeSpan _anchor;
    private long _next, _lastMove, _echoes;
    private double _placed;

    // By how much the delay grows in a second: the loudspeaker's clock is not the microphone's.
    private double _stretch;

    public PlaybackRoom(int heardRate, int playedRate, TimeSpan window)
    {
        (HeardRate, PlayedRate) = (heardRate, playedRate);
        _block = Math.Max(16, (int)BitOperations.RoundUpToPowerOf2((uint)(heardRate * BlockSeconds)));
        int partitions = (int)Math.Ceiling(ResponseSeconds * heardRate / _block);
        _filter = new PlaybackFilter(_block, partitions + partitions % 2, heardRate);
        _suppressor = new PlaybackSuppressor(_block, heardRate);
        _reader = new PlaybackReader(playedRate, heardRate);
        (_playedBlock, _heardBlock, _rest, _echo, _result) = (new float[_block], new float[_block], new float[_block], new float[_block], new float[_block]);
        _blocksOfMove = (int)Math.Ceiling(MoveSeconds * heardRate / _block);
        _facts = new BlockFacts[(int)Math.Ceiling((window.TotalSeconds + 4) * heardRate / _block)];
    }

    public int HeardRate { get; }

    public int PlayedRate { get; }

    /// <summary>Whether the delay is known.</summary>
    public bool IsPlaced { get; private set; }

    /// <summary>Seconds from the playback to the start of the response.</summary>
    public double Delay { get; private set; }

    /// <summary>The delay is not known any more.</summary>
    public void Unplace() => IsPlaced = false;

    /// <summary>Starts at a delay, with an unknown room.</summary>
    /// <param name="delay">Seconds from the playback to the start of the response.</param>
    /// <param name="from">Where to start.</param>
    public void Place(double delay, TimeSpan from)
    {
        // The clocks are those of before.
        (IsPlaced, Delay, _placed, _anchor, _next, _echoes, _lastMove) = (true, delay, delay, from, 0, 0, 0);
        _filter.Reset();
        _suppressor.Reset();
        Array.Clear(_facts);
    }

    /// <summary>Goes back to where it was placed, with what is known of the room now.</summary>
    public void Rewind()
    {
        (_next, _lastMove, Delay) = (0, 0, _placed);
        _filter.ForgetPlayed();
        Array.Clear(_facts);
    }

    /// <summary>Takes the echo off all blocks that are there.</summary>
    /// <param name="heard">The microphone.</param>
    /// <param name="played">The playback.</param>
    /// <param name="clean">Receives the microphone without the echo; null to learn only.</param>
    /// <param name="start">What ends before it is of no use any more.</param>
    /// <param name="end">Where to stop.</param>
    /// <param name="playedEnd">End of the playback.</param>
    public void Advance(AudioRing heard, AudioRing played, AudioRing? clean, TimeSpan start, TimeSpan end, TimeSpan playedEnd)
    {
        double last = Times.Seconds(_anchor, end), length = (double)_block / HeardRate;
        if (Seconds < Times.Seconds(_anchor, start) - 2)
        {
            // There was no playback for long, or the machine is too slow.
            _next = (long)((Times.Seconds(_anchor, start) - 0.5) * HeardRate / _block) * _block;
            _filter.ForgetPlayed();
        }
        // Playback that has not come yet is waited for, unless there is none any more.
        double known = Times.Seconds(_anchor, playedEnd);
        if (last - known > Patience)
            known = double.MaxValue;
        for (; Seconds + length <= last && Seconds + length - Delay <= known; _next += _block)
        {
            // Half a sample more, because times are rounded.
            heard.ReadAt(_anchor, (_next + 0.5) / HeardRate, _heardBlock, out int held);
            if (held < _block && Seconds + length > last - Patience)
                break;
            if (held < _block)
            {
                // Before the microphone began, or in a gap.
                _facts[_next / _block % _facts.Length] = default;
                continue;
            }
            Step(played);
            if (clean is null)
                continue;
            TimeSpan time = Times.Add(_anchor, Seconds - length);
            if (!clean.Continues(HeardRate, 1) || _next == 0)
                clean.Restart(HeardRate, 1, time);
            clean.Write(_result, 1, time);
        }
    }

    /// <summary>Seconds of a span of time with an echo, and with the player's voice.</summary>
    public (double Echo, double Voice) Count(TimeSpan start, TimeSpan end)
    {
        long from = (long)Math.Floor(Times.Seconds(_anchor, start) * HeardRate / _block), to = Math.Min(_next / _block, from + _facts.Length);
        int echo = 0, voice = 0;
        for (long block = Math.Max(0, from); block < to; block++)
        {
            BlockFacts facts = _facts[block % _facts.Length];
            echo += facts.HasEcho ? 1 : 0;
            voice += facts.HasVoice ? 1 : 0;
        }
        double length = (double)_block / HeardRate;
        return (echo * length, voice * length);
    }

    private double Seconds => (double)_next / HeardRate;

    private void Step(AudioRing played)
    {
        _reader.Read(played, _anchor, Seconds - Delay, _playedBlock, -_stretch);
        Delay += _stretch * _block / HeardRate;
        _filter.Next(_playedBlock, _heardBlock, _rest, _echo);
        _suppressor.Next(_rest, _echo, _filter.Residual, _result);
        PlaybackPowers powers = _suppressor.Powers;
        var facts = new BlockFacts(
            powers.Echo > 2 * powers.Noise && powers.Echo > 1e-9f * _block,
            powers.Result > 4 * powers.Noise + 0.5f * powers.Left);
        _facts[_next / _block % _facts.Length] = facts;
        if (facts.HasEcho && ++_echoes % _blocksOfMove == 0)
            FollowClock();
    }

    /// <summary>Where the loudspeaker's clock is not the microphone's, the response moves steadily.</summary>
    private void FollowClock()
    {
        double seconds = (double)(_next - _lastMove) / HeardRate, moved = _filter.Moved(HeardRate) / HeardRate;
        _lastMove = _next;
        // A pause, or the first comparison.
        if (_echoes == _blocksOfMove || seconds <= 0 || seconds > 4 * MoveSeconds)
            return;
        _stretch = Math.Clamp(_stretch + ClockGain * moved / seconds, -MaxStretch, MaxStretch);
    }

    /// <summary>What was heard in a block.</summary>
    /// <param name="HasEcho">The playback.</param>
    /// <param name="HasVoice">Something else that is louder than the room.</param>
    private readonly record struct BlockFacts(bool HasEcho, bool HasVoice);
}
