using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The newest audio of a stream, in memory of a fixed size. One thread at a time writes, another one may read meanwhile: samples are
/// copied without a lock, and a reader that was overtaken starts again, so the writer never waits for it. Of several channels, two lanes are
/// kept, and each reading hears one of them as a whole (<see cref="LaneChoice"/>).
/// </summary>
/// <remarks>
/// Blocks follow each other without gaps as long as their times agree with that to <see cref="Tolerance"/>. A later block is preceded by
/// silence; a much later one restarts the audio. An earlier block moves the whole audio to its time. A clock that drifts against the samples is
/// followed slowly, so that neither happens because of it.
/// </remarks>
/// <param name="window">The longest time span that a reader asks for.</param>
/// <param name="longestGap">The longest gap that is filled with silence.</param>
/// <param name="channel">Of several channels, what is heard.</param>
internal sealed partial class AudioRing(TimeSpan window, TimeSpan longestGap, AudioChannel channel = AudioChannel.Published)
{
    /// <summary>Jitter of the times of blocks, in seconds.</summary>
    public const double Tolerance = 0.1;

    /// <summary>Seconds of audio beyond the window, so that a reader is not overtaken.</summary>
    private const double Slack = 2;

    /// <summary>Seconds over which lateness is averaged, how much of it may be jitter, and how much of a second it is made up for.</summary>
    private const double Averaging = 10, Jitter = 0.02, Drift = 0.001;

    private readonly Lock _gate = new();
    private double _lateness;
    private readonly bool _chooses = channel == AudioChannel.Auto;
    private readonly LaneChoice _choice = new();

    // Beside the first lane: the second one where a reading chooses between both, otherwise the mean of all channels.
    private float[] _first = [], _others = [], _othersBuffer = [];
    private int _rate, _channels;
    private long _choiceStarts;

    // Time of sample 0. Samples up to _claimed may be being written, those up to _written are complete.
    private TimeSpan _origin;
    private long _claimed, _written, _starts, _badSamples;

    /// <summary>Samples per second; 0 before the first block.</summary>
    public int SampleRate => Volatile.Read(ref _rate);

    /// <summary>Samples that were not finite and became silence.</summary>
    public long BadSamples => _badSamples;

    /// <summary>End of the audio. Only for the writer.</summary>
    public TimeSpan End => Time(_written);

    /// <summary>Whether samples of this rate and number of channels can continue the audio.</summary>
    public bool Continues(int rate, int channels) => rate == _rate && channels > 1 == _channels > 1;

    /// <summary>Starts new audio.</summary>
    public void Restart(int rate, int channels, TimeSpan time)
    {
        lock (_gate)
        {
            int length = (int)Math.Ceiling((window.TotalSeconds + Slack) * rate);
            // Memory that is large enough is reused: more slack does no harm.
            if (_first.Length < length)
                _first = new float[length];
            if (channels > 1 && _othersBuffer.Length < _first.Length)
                _othersBuffer = new float[_first.Length];
            // The mean of a single channel is the channel.
            _others = channels > 1 ? _othersBuffer : _first;
            (_rate, _channels, _origin, _claimed, _written, _lateness) = (rate, channels, time, 0, 0, 0);
            _starts++;
        }
    }

    /// <summary>Adds a block.</summary>
    /// <param name="samples">Interleaved.</param>
    /// <param name="channels">One, or more than one, as in <see cref="Restart"/>.</param>
    /// <param name="time">Time of the first sample.</param>
    public void Write(ReadOnlySpan<float> samples, int channels, TimeSpan time)
    {
        double late = Times.Seconds(End, time);
        int length = _first.Length, count = samples.Length / channels;
        Follow(late, (double)count / _rate);
        if (late > Math.Max(Tolerance, longestGap.TotalSeconds))
        {
            Restart(_rate, _channels, time);
        }
        else if (late > Tolerance)
        {
            WriteSilence(Math.Min(late * _rate, length));
            lock (_gate)
                _origin = Times.Add(time, -(double)_written / _rate);
        }
        else if (late < -Tolerance)
        {
            lock (_gate)
                _origin = Times.Add(_origin, late);
        }
        if (count > length)
        {
            // Only the end of the block fits.
            lock (_gate)
                (_claimed, _written) = (_claimed + count - length, _written + count - length);
            samples = samples[((count - length) * channels)..];
            count = length;
        }
        Claim(count);
        for (int i = 0, at = (int)(_written % length); i < count; i++, at = at + 1 == length ? 0 : at + 1)
        {
            ReadOnlySpan<float> sample = samples.Slice(i * channels, channels);
            if (channels > 1 && _chooses)
            {
                (_first[at], _others[at]) = AudioLanes.Of(sample, ref _badSamples);
                continue;
            }
            _first[at] = Finite(sample[0]);
            if (channels > 1)
                _others[at] = Mean(sample);
        }
        Publish(count);
    }

    /// <summary>The span of time that the ring holds at the moment.</summary>
    public void GetSpan(out TimeSpan start, out TimeSpan end)
    {
        lock (_gate)
            (start, end) = (Time(Math.Max(0, _claimed - _first.Length)), Time(_written));
    }

    /// <summary>Copies the audio of a time span, as far as the ring holds it.</summary>
    /// <param name="start">Start of the span.</param>
    /// <param name="end">End of the span, exclusive.</param>
    /// <param name="keep">Maximum number of samples to copy, from the start on.</param>
    /// <param name="samples">Receives those of one channel; grows if necessary.</param>
    /// <param name="sum">Sum over all samples of the span (also those that are not copied) of the mean of their channels.</param>
    /// <param name="decides">
    /// Whether it decides which channel is heard: only one thread may do so; what others read is the channel that was heard last.
    /// </param>
    /// <returns>Number of samples of the span.</returns>
    public int Read(TimeSpan start, TimeSpan end, int keep, ref float[] samples, out double sum, bool decides = true)
    {
        while (true)
        {
            long from, to, starts;
            float[] first, others;
            lock (_gate)
            {
                from = Position(start);
                to = Position(end);
                (first, others, starts) = (_first, _others, _starts);
            }
            if (decides)
                BeginChoice(starts);
            sum = 0;
            int count = (int)Math.Max(0, to - from), kept = Math.Min(count, keep);
            if (count == 0)
                return 0;
            if (samples.Length < kept)
                samples = new float[kept];
            int length = first.Length;
            bool lanes = _chooses && first != others, second = false;
            PowerSum one = default, other = default;
            for (int i = 0, at = (int)(from % length); i < count; i++, at = at + 1 == length ? 0 : at + 1)
            {
                sum += lanes ? AudioLanes.Mean(first[at], others[at]) : others[at];
                if (i >= kept)
                    continue;
                samples[i] = first[at];
                if (!lanes)
                    continue;
                one.Add(first[at]);
                other.Add(others[at]);
            }
            if (lanes && (second = decides ? _choice.Decide(one.Power, other.Power) : _choice.HearsSecond))
            {
                for (int i = 0, at = (int)(from % length); i < kept; i++, at = at + 1 == length ? 0 : at + 1)
                    samples[i] = others[at];
            }
            lock (_gate)
            {
                if (starts != _starts || _claimed - from > length)
                    continue;
            }
            if (lanes && decides)
                _choice.Keep(second, other.Power);
            return count;
        }
    }

    /// <summary>Follows a clock that drifts: moves the audio by at most a thousandth of its length.</summary>
    private void Follow(double late, double seconds)
    {
        _lateness = Math.Abs(late) > Tolerance ? 0 : _lateness + ((late - _lateness) * Math.Min(1, seconds / Averaging));
        if (Math.Abs(_lateness) <= Jitter)
            return;
        double moved = Math.CopySign(Math.Min(Math.Abs(_lateness), Drift * seconds), _lateness);
        _lateness -= moved;
        lock (_gate)
            _origin = Times.Add(_origin, moved);
    }

    private void Claim(int count)
    {
        lock (_gate)
            _claimed = _written + count;
    }

    private void Publish(int count)
    {
        lock (_gate)
            _written += count;
    }

    private void WriteSilence(double samples)
    {
        int count = (int)Math.Round(samples);
        Claim(count);
        for (int i = 0; i < count; i++)
        {
            int at = (int)((_written + i) % _first.Length);
            (_first[at], _others[at]) = (0, 0);
        }
        Publish(count);
    }

    private float Mean(ReadOnlySpan<float> sample)
    {
        double sum = 0;
        foreach (float value in sample)
            sum += float.IsFinite(value) ? value : 0;
        return (float)(sum / sample.Length);
    }

    private float Finite(float value)
    {
        if (float.IsFinite(value))
            return value;
        _badSamples++;
        return 0;
    }

    private TimeSpan Time(long sample) => _rate == 0 ? _origin : Times.Add(_origin, (double)sample / _rate);

    /// <summary>Number of the sample at a time, limited to the samples in the ring.</summary>
    private long Position(TimeSpan time)
    {
        double sample = Math.Round(Times.Seconds(_origin, time) * _rate);
        return (long)Math.Clamp(sample, Math.Max(0, _claimed - _first.Length), _written);
    }
}
