namespace MmaDfer.Sdk.Sources;

/// <summary>Frames per second as a fraction, for times that do not drift.</summary>
internal readonly struct FrameRate
{
    private readonly double _secondsPerFrame;

    public FrameRate(long frames, long seconds) => _secondsPerFrame = (double)seconds / frames;

    public FrameRate(double framesPerSecond) => _secondsPerFrame = 1 / Check(framesPerSecond);

    /// <summary>Checks a rate that a caller gave.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive and finite.</exception>
    public static double Check(double framesPerSecond) => double.IsFinite(framesPerSecond) && framesPerSecond > 0
        ? framesPerSecond
        : throw new ArgumentOutOfRangeException(
            nameof(framesPerSecond), framesPerSecond, "The frame rate must be a positive, finite number of frames per second.");

    /// <summary>When a frame is shown, the first one at 0.</summary>
    public TimeSpan TimeOf(long frame) => Seconds(frame * _secondsPerFrame);

    /// <summary>A time span that a hostile rate cannot overflow.</summary>
    public static TimeSpan Seconds(double seconds)
    {
        double ticks = Math.Round(seconds * TimeSpan.TicksPerSecond);
        return ticks >= long.MaxValue ? TimeSpan.MaxValue : ticks > 0 ? new TimeSpan((long)ticks) : TimeSpan.Zero;
    }
}
