namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>
/// Hands audio from the thread that hears it to the one that reads it. It holds so much and no more: what a late reader did not take is
/// dropped, oldest first, and shows as a jump of the times.
/// </summary>
internal sealed class SampleRing
{
    private readonly object _lock = new();
    private readonly float[] _ring;
    private readonly int _channels;
    private readonly CaptureClock _clock;
    private readonly SampleClock _times;
    private long _read;
    private long _written;
    private bool _ended;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="sampleRate">Samples per second and channel, in Hz.</param>
    /// <param name="channels">Interleaved channels.</param>
    /// <param name="length">How much audio it holds.</param>
    /// <param name="clock">What times are counted on.</param>
    public SampleRing(int sampleRate, int channels, TimeSpan length, CaptureClock clock)
    {
        _ring = new float[Math.Max(1, (int)(length.TotalSeconds * sampleRate)) * channels];
        (_channels, _clock, _times) = (channels, clock, new SampleClock(sampleRate));
    }

    /// <summary>Adds what was heard just now: whole samples of all channels.</summary>
    public void Write(ReadOnlySpan<float> samples)
    {
        lock (_lock)
        {
            long end = _written + samples.Length;
            if (samples.Length > _ring.Length)
                samples = samples[^_ring.Length..];
            int at = (int)((end - samples.Length) % _ring.Length);
            int first = Math.Min(samples.Length, _ring.Length - at);
            samples[..first].CopyTo(_ring.AsSpan(at));
            samples[first..].CopyTo(_ring);
            _written = end;
            _read = Math.Max(_read, end - _ring.Length);
            _times.Arrived(end / _channels, _clock.Now);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>No more audio will come.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits for audio and gives what is there, as much as there is room for; 0 at the end.</summary>
    public int Read(Span<float> samples, out TimeSpan time)
    {
        lock (_lock)
        {
            while (_read == _written && !_ended)
                Monitor.Wait(_lock);
            time = _times.TimeOf(_read / _channels);
            int count = (int)Math.Min(_written - _read, samples.Length - (samples.Length % _channels));
            int at = (int)(_read % _ring.Length);
            int first = Math.Min(count, _ring.Length - at);
            _ring.AsSpan(at, first).CopyTo(samples);
            _ring.AsSpan(0, count - first).CopyTo(samples[first..]);
            _read += count;
            return count;
        }
    }
}

/// <summary>
/// Gives samples times that are exactly a sample apart, although they arrive in blocks, late now and then. Lateness that lasts means that
/// samples were lost: then the times jump. A device whose clock runs a little fast or slow is followed without jumps.
/// </summary>
internal sealed class SampleClock(int sampleRate)
{
    // A block that comes this much too early shows that the first one was late.
    private const double Early = 0.02;

    // Where all blocks of a second come this much too late, something is missing.
    private const double Late = 0.1;

    private const double Window = 1;

    // Seconds that times are moved by in a window: more than any device's clock is off.
    private const double Drift = 0.001;

    private double _start = double.NaN;
    private double _leastLate = double.PositiveInfinity;
    private double _windowEnd;

    /// <summary>A block arrived whose last sample is the one before number <paramref name="end"/>.</summary>
    public void Arrived(long end, TimeSpan now)
    {
        double seconds = now.TotalSeconds;
        double length = (double)end / sampleRate;
        if (double.IsNaN(_start))
            Set(seconds - length, seconds);
        double late = seconds - (_start + length);
        _leastLate = Math.Min(_leastLate, late);
        if (late < -Early)
        {
            Set(_start + late, seconds);
        }
        else if (seconds >= _windowEnd)
        {
            Set(_start + (_leastLate > Late ? _leastLate : Math.Clamp(_leastLate, -Drift, Drift)), seconds);
        }
    }

    /// <summary>When a sample was heard.</summary>
    public TimeSpan TimeOf(long sample) => FrameRate.Seconds(_start + ((double)sample / sampleRate));

    private void Set(double start, double now) => (_start, _leastLate, _windowEnd) = (start, double.PositiveInfinity, now + Window);
}
