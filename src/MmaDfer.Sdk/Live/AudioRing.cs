using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The newest sound of a stream, in memory of a fixed size. One thread at a time writes, another may read meanwhile: samples are
/// copied without a lock, and a reader that was overtaken starts again, so a writer never waits for one.
/// </summary>
/// <remarks>
/// Samples are taken to follow each other without gaps while times agree with that to <see cref="Tolerance"/>. Where a block comes
/// later, what is missing is silence; where it comes much later, the sound begins anew. Where it comes earlier, the sound stays whole
/// and all of it is moved to the new time.
/// </remarks>
/// <param name="window">What readers ask for at most.</param>
/// <param name="longestGap">What is filled with silence at most.</param>
internal sealed class AudioRing(TimeSpan window, TimeSpan longestGap)
{
    /// <summary>Seconds by which the times of blocks may jitter.</summary>
    public const double Tolerance = 0.1;

    /// <summary>Seconds that are held beyond the window, so that a reader is not overtaken.</summary>
    private const double Slack = 2;

    private readonly Lock _gate = new();
    private float[] _first = [], _means = [], _ownMeans = [];
    private int _rate, _channels;

    // Of the sample with number 0; samples up to _claimed may be in the making, those up to _written are there.
    private TimeSpan _origin;
    private long _claimed, _written, _starts;

    /// <summary>Samples per second of what is held; 0 for none.</summary>
    public int SampleRate => Volatile.Read(ref _rate);

    /// <summary>Samples that were no numbers, and were taken as silence.</summary>
    public long BadSamples { get; private set; }

    /// <summary>When the sound ends; only for the writer.</summary>
    public TimeSpan End => Time(_written);

    /// <summary>Whether samples of a rate and number of channels can go on where those before ended.</summary>
    public bool Continues(int rate, int channels) => rate == _rate && channels > 1 == _channels > 1;

    /// <summary>Begins anew.</summary>
    public void Restart(int rate, int channels, TimeSpan time)
    {
        lock (_gate)
        {
            int length = (int)Math.Ceiling((window.TotalSeconds + Slack) * rate);
            // What was large enough for another rate is used again: more slack does no harm.
            if (_first.Length < length)
                _first = new float[length];
            if (channels > 1 && _ownMeans.Length < _first.Length)
                _ownMeans = new float[_first.Length];
            // The mean of one channel is itself.
            _means = channels > 1 ? _ownMeans : _first;
            (_rate, _channels, _origin, _claimed, _written) = (rate, channels, time, 0, 0);
            _starts++;
        }
    }

    /// <summary>Adds a block.</summary>
    /// <param name="samples">Interleaved.</param>
    /// <param name="channels">As of <see cref="Restart"/>, or more than one as there.</param>
    /// <param name="time">Time of the first sample.</param>
    public void Write(ReadOnlySpan<float> samples, int channels, TimeSpan time)
    {
        double late = Times.Seconds(End, time);
        int length = _first.Length, count = samples.Length / channels;
        if (late > Math.Max(Tolerance, longestGap.TotalSeconds))
        {
            Restart(_rate, _channels, time);
        }
        else if (late > Tolerance)
        {
            Pass(Math.Min(late * _rate, length));
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
            // Only the end of it would be left anyway.
            lock (_gate)
                (_claimed, _written) = (_claimed + count - length, _written + count - length);
            samples = samples[((count - length) * channels)..];
            count = length;
        }
        Claim(count);
        for (int i = 0, at = (int)(_written % length); i < count; i++, at = at + 1 == length ? 0 : at + 1)
        {
            ReadOnlySpan<float> sample = samples.Slice(i * channels, channels);
            _first[at] = Number(sample[0]);
            if (channels > 1)
                _means[at] = Mean(sample);
        }
        Publish(count);
    }

    /// <summary>Copies the sound of a span of time, as far as it is held.</summary>
    /// <param name="start">Its first time.</param>
    /// <param name="end">The first time after it.</param>
    /// <param name="keep">Samples that are copied at most, from the start on.</param>
    /// <param name="samples">Room for them; grows if need be.</param>
    /// <param name="sum">The sum of the mean over the channels of all samples, also those that are not copied.</param>
    /// <returns>How many samples there are.</returns>
    public int Read(TimeSpan start, TimeSpan end, int keep, ref float[] samples, out double sum)
    {
        while (true)
        {
            long from, to, starts;
            float[] first, means;
            lock (_gate)
            {
                from = Position(start);
                to = Position(end);
                (first, means, starts) = (_first, _means, _starts);
            }
            sum = 0;
            int count = (int)Math.Max(0, to - from), kept = Math.Min(count, keep);
            if (count == 0)
                return 0;
            if (samples.Length < kept)
                samples = new float[kept];
            int length = first.Length;
            for (int i = 0, at = (int)(from % length); i < count; i++, at = at + 1 == length ? 0 : at + 1)
            {
                sum += means[at];
                if (i < kept)
                    samples[i] = first[at];
            }
            lock (_gate)
            {
                if (starts == _starts && _claimed - from <= length)
                    return count;
            }
        }
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

    private void Pass(double samples)
    {
        int count = (int)Math.Round(samples);
        Claim(count);
        for (int i = 0; i < count; i++)
        {
            int at = (int)((_written + i) % _first.Length);
            (_first[at], _means[at]) = (0, 0);
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

    private float Number(float value)
    {
        if (float.IsFinite(value))
            return value;
        BadSamples++;
        return 0;
    }

    private TimeSpan Time(long sample) => _rate == 0 ? _origin : Times.Add(_origin, (double)sample / _rate);

    /// <summary>The sample at a time, among those that are held.</summary>
    private long Position(TimeSpan time)
    {
        double sample = Math.Round(Times.Seconds(_origin, time) * _rate);
        return (long)Math.Clamp(sample, Math.Max(0, _claimed - _first.Length), _written);
    }
}
