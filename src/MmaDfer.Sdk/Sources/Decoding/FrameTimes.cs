using System.Globalization;

namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>
/// Hears the times of frames from ffmpeg's "showinfo" filter: a line with the unit of time, then a line for each frame. The
/// line is said before the frame leaves the pipe.
/// </summary>
internal sealed class FrameTimes
{
    // A sane ffmpeg is never ahead of the reader by more than its own buffers.
    private const int MaxWaiting = 1 << 16;

    private readonly Queue<double> _seconds = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _heard = new(0);
    private double _unit;
    private bool _silent;

    /// <summary>Takes a line of standard error, whatever it says.</summary>
    public void Hear(string line)
    {
        if (!line.StartsWith("[Parsed_showinfo_", StringComparison.Ordinal))
            return;
        int start = line.IndexOf("] [info] ", StringComparison.Ordinal);
        if (start < 0)
            return;
        ReadOnlySpan<char> text = line.AsSpan(start + "] [info] ".Length);
        if (text.StartsWith("config in time_base:"))
        {
            ReadOnlySpan<char> unit = Word(text, "time_base:");
            int slash = unit.IndexOf('/');
            if (slash > 0 && Number(unit[..slash], out double top) && Number(unit[(slash + 1)..], out double bottom) && bottom > 0)
                _unit = top / bottom;
        }
        else if (text.StartsWith("n:"))
        {
            double seconds = Number(Word(text, " pts:"), out double pts) ? pts * _unit : double.NaN;
            lock (_lock)
            {
                if (_seconds.Count >= MaxWaiting)
                    return;
                _seconds.Enqueue(seconds);
            }
            _heard.Release();
        }
    }

    /// <summary>The next frame's time in seconds; not a number where the file has none.</summary>
    public double Take(TimeSpan patience)
    {
        // Once a time did not come, the rest are not waited for.
        if (!_heard.Wait(_silent ? TimeSpan.Zero : patience))
        {
            _silent = true;
            return double.NaN;
        }
        lock (_lock)
            return _seconds.Dequeue();
    }

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text, string key)
    {
        int at = text.IndexOf(key);
        if (at < 0)
            return [];
        ReadOnlySpan<char> rest = text[(at + key.Length)..].TrimStart(' ');
        int end = rest.IndexOfAny(' ', ',');
        return end < 0 ? rest : rest[..end];
    }

    private static bool Number(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
