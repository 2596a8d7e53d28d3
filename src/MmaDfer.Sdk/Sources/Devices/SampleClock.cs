namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>
/// Gives samples times that are exactly a sample apart, although they arrive in blocks, late now and then. Lateness that lasts means that
/// samples were lost or that the device's clock differs: then the times jump.
/// </summary>
internal sealed class SampleClock(int sampleRate)
{
    // A block that comes this much too early shows that the first one was late.
    private const double Early = 0.02;

    // Where all blocks of a second come this much too late, something is missing.
    private const double Late = 0.1;

    private const double Window = 1;

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
            Set(_leastLate > Late ? _start + _leastLate : _start, seconds);
        }
    }

    /// <summary>When a sample was heard.</summary>
    public TimeSpan TimeOf(long sample) => FrameRate.Seconds(_start + ((double)sample / sampleRate));

    private void Set(double start, double now) => (_start, _leastLate, _windowEnd) = (start, double.PositiveInfinity, now + Window);
}
