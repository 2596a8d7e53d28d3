using System.Globalization;

namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>
/// The samples that a decoder sends, in their places in time: where some are missing there is silence, and of those that overlap the
/// earlier stay. A sample's time is that of the first one and the number of samples between.
/// </summary>
/// <param name="reader">The samples.</param>
/// <param name="times">Where in time their blocks belong.</param>
internal sealed class GaplessReader(WavReader reader, AudioTimes times)
{
    /// <summary>Seconds by which the times of live audio may jitter.</summary>
    private const double Tolerance = 0.1;

    private readonly float[] _buffer = new float[Math.Max(1, 4096 / reader.Channels) * reader.Channels];
    private readonly int _channels = reader.Channels;

    // The samples of the buffer that were not given yet.
    private int _from, _to;

    // Samples, of one channel: given; received; of the block that is being received; and what is to be done first.
    private long _given, _received, _blockLeft, _silence, _surplus;
    private double _receivedSeconds, _shift;
    private bool _began;

    private int _gaps, _overlaps, _joins;
    private double _gapSeconds, _firstGap, _firstOverlap, _firstJoin;

    private double _start;

    public int SampleRate => reader.SampleRate;

    public int Channels => reader.Channels;

    /// <summary>As <see cref="IAudioSource.Read"/>.</summary>
    public int Read(Span<float> samples, out TimeSpan time)
    {
        if (samples.Length < _channels)
            throw new ArgumentException($"Room for at least {_channels} samples, one per channel, is needed.", nameof(samples));
        int filled = 0;
        long first = _given;
        while (samples.Length - filled >= _channels && Next())
        {
            int count = (int)Math.Min((samples.Length - filled) / _channels, _silence > 0 ? _silence : Math.Min(_to - _from, _blockLeft));
            Span<float> part = samples.Slice(filled, count * _channels);
            if (_silence > 0)
            {
                part.Clear();
                _silence -= count;
            }
            else
            {
                _buffer.AsSpan(_from * _channels, count * _channels).CopyTo(part);
                Pass(count);
            }
            filled += part.Length;
            _given += count;
        }
        time = FrameRate.Seconds((double)first / reader.SampleRate) + FrameRate.Seconds(_start);
        return filled;
    }

    /// <summary>What was done to the audio, in sentences.</summary>
    public IEnumerable<string> Warnings(string origin)
    {
        if (_gaps > 0)
            yield return Text($"The audio of {origin} has {_gaps} {(_gaps == 1 ? "gap" : "gaps")}, {_gapSeconds:0.###} s in all, the first at {_firstGap:0.###} s; silence was put there.");
        if (_overlaps > 0)
            yield return Text($"Parts of the audio of {origin} overlap, first at {_firstOverlap:0.###} s; of these the earlier was taken.");
        if (_joins > 0)
            yield return Text($"Times of the audio of {origin} go back, first at {_firstJoin:0.###} s, as in joined files; the rest was taken to follow directly.");
    }

    /// <summary>Sees to it that there is silence or a sample to be given; false at the end.</summary>
    private bool Next()
    {
        while (_silence == 0)
        {
            if (_from == _to)
            {
                (_from, _to) = (0, reader.Read(_buffer, out _) / _channels);
                if (_to == 0)
                    return false;
            }
            if (_blockLeft == 0)
                Place(times.Take(TimeSpan.FromSeconds(2)));
            else if (_surplus > 0)
                _surplus -= Pass((int)Math.Min(_surplus, Math.Min(_to - _from, _blockLeft)));
            else
                return true;
        }
        return true;
    }

    private int Pass(int count)
    {
        _from += count;
        _received += count;
        _blockLeft -= count;
        return count;
    }

    /// <summary>Begins a block.</summary>
    private void Place(AudioBlock? heard)
    {
        if (heard is not { } block)
        {
            // Nothing more is known of times.
            _blockLeft = long.MaxValue;
            return;
        }
        _receivedSeconds += block.Length;
        _blockLeft = Math.Max(0, (long)Math.Round(_receivedSeconds * reader.SampleRate) - _received);
        if (!double.IsFinite(block.Seconds) || _surplus > 0)
            return;
        if (!_began)
        {
            _began = true;
            _start = Math.Max(0, block.Seconds) - (double)_given / reader.SampleRate;
            return;
        }
        double now = _start + (double)_given / reader.SampleRate, late = block.Seconds + _shift - now;
        if (late > Tolerance)
        {
            _silence = (long)Math.Round(late * reader.SampleRate);
            Count(ref _gaps, ref _firstGap, now);
            _gapSeconds += late;
        }
        else if (JoinedTimes.Restart(block.Seconds - _start, late))
        {
            _shift -= late;
            Count(ref _joins, ref _firstJoin, now);
        }
        else if (late < -Tolerance)
        {
            _surplus = (long)Math.Round(-late * reader.SampleRate);
            Count(ref _overlaps, ref _firstOverlap, now);
        }
    }

    private static void Count(ref int count, ref double first, double now)
    {
        if (count++ == 0)
            first = now;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
