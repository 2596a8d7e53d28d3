namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>
/// Hears the times of frames from ffmpeg's "showinfo" filter: a line with the unit of time, then a line for each frame. The
/// line is said before the frame leaves the pipe.
/// </summary>
internal sealed class FrameTimes
{
    private readonly HeardQueue<double> _seconds = new();
    private double _unit;

    /// <summary>Takes a line of standard error, whatever it says.</summary>
    public void Hear(string line)
    {
        ReadOnlySpan<char> text = InfoLine.Of(line, "showinfo");
        if (text.StartsWith("config in time_base:"))
        {
            if (InfoLine.Fraction(InfoLine.Word(text, "time_base:"), '/', out double unit))
                _unit = unit;
        }
        else if (text.StartsWith("n:"))
        {
            _seconds.Add(InfoLine.Number(InfoLine.Word(text, " pts:"), out double pts) ? pts * _unit : double.NaN);
        }
    }

    /// <summary>The next frame's time in seconds; not a number where the file has none.</summary>
    public double Take(TimeSpan patience) => _seconds.Take(patience) ?? double.NaN;
}
