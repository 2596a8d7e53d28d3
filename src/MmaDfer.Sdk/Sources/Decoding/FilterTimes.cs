using System.Globalization;

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

/// <summary>Hears the times of blocks of samples from ffmpeg's "ashowinfo" filter; the line is said before the samples leave the pipe.</summary>
internal sealed class AudioTimes
{
    private readonly HeardQueue<AudioBlock> _blocks = new();

    /// <summary>Takes a line of standard error, whatever it says.</summary>
    public void Hear(string line)
    {
        ReadOnlySpan<char> text = InfoLine.Of(line, "ashowinfo");
        if (text.StartsWith("n:") && InfoLine.Number(InfoLine.Word(text, " nb_samples:"), out double samples)
            && InfoLine.Number(InfoLine.Word(text, " rate:"), out double rate) && rate > 0)
        {
            _blocks.Add(new AudioBlock(Seconds(text, rate), samples / rate));
        }
    }

    /// <summary>The next block; null where it was not said in time.</summary>
    public AudioBlock? Take(TimeSpan patience) => _blocks.Take(patience);

    private static double Seconds(ReadOnlySpan<char> text, double rate)
    {
        if (!InfoLine.Number(InfoLine.Word(text, " pts_time:"), out double seconds))
            return double.NaN;
        // Seconds are said with six digits. The unit of the exact time, which is not said, is a sample.
        return InfoLine.Number(InfoLine.Word(text, " pts:"), out double pts) && Math.Abs(pts / rate - seconds) <= 1e-4 * Math.Abs(seconds) + 1e-3
            ? pts / rate
            : seconds;
    }
}

/// <summary>Samples that left ffmpeg's decoder at once.</summary>
/// <param name="Seconds">Time of the first; not a number where the file has none.</param>
/// <param name="Length">How many seconds they last.</param>
internal readonly record struct AudioBlock(double Seconds, double Length);

/// <summary>The lines "key:value key: value" of ffmpeg's filters "showinfo" and "ashowinfo".</summary>
internal static class InfoLine
{
    /// <summary>What a line of one of the filters says; empty for any other line.</summary>
    /// <param name="line">A line of standard error.</param>
    /// <param name="filter">The filter's name.</param>
    public static ReadOnlySpan<char> Of(string line, string filter)
    {
        const string parsed = "[Parsed_", level = "] [info] ";
        if (!line.StartsWith(parsed, StringComparison.Ordinal) || !line.AsSpan(parsed.Length).StartsWith(filter + "_"))
            return [];
        int start = line.IndexOf(level, StringComparison.Ordinal);
        return start < 0 ? [] : line.AsSpan(start + level.Length);
    }

    /// <summary>The value of a key; empty where it is not there.</summary>
    public static ReadOnlySpan<char> Word(ReadOnlySpan<char> text, string key)
    {
        int at = text.IndexOf(key);
        if (at < 0)
            return [];
        ReadOnlySpan<char> rest = text[(at + key.Length)..].TrimStart(' ');
        int end = rest.IndexOfAny(' ', ',');
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>A number, if it is one: times may be "NOPTS".</summary>
    public static bool Number(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>A fraction such as "1/90000", if it is one and above 0.</summary>
    public static bool Fraction(ReadOnlySpan<char> text, char separator, out double value)
    {
        value = 0;
        int at = text.IndexOf(separator);
        if (at <= 0 || !Number(text[..at], out double top) || !Number(text[(at + 1)..], out double bottom) || top <= 0 || bottom <= 0)
            return false;
        value = top / bottom;
        return true;
    }
}

/// <summary>What was heard on a program's standard error and waits for the reader of its output.</summary>
internal sealed class HeardQueue<T> where T : struct
{
    // A sane ffmpeg is never ahead of the reader by more than its own buffers.
    private const int MaxWaiting = 1 << 16;

    private readonly Queue<T> _items = new();
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _heard = new(0);
    private bool _silent;

    public void Add(T item)
    {
        lock (_lock)
        {
            if (_items.Count >= MaxWaiting)
                return;
            _items.Enqueue(item);
        }
        _heard.Release();
    }

    /// <summary>The next; null where it does not come.</summary>
    public T? Take(TimeSpan patience)
    {
        // Once one did not come, the rest are not waited for.
        if (!_heard.Wait(_silent ? TimeSpan.Zero : patience))
        {
            _silent = true;
            return null;
        }
        lock (_lock)
            return _items.Dequeue();
    }
}

/// <summary>
/// Telling where one recording was joined to another in a file, each with times of its own: what comes then is to follow. Elsewhere
/// times go back where parts overlap, or by mistake.
/// </summary>
internal static class JoinedTimes
{
    /// <param name="seconds">The time that comes next, from the first one.</param>
    /// <param name="late">How much later that is than expected, in seconds; negative for earlier.</param>
    public static bool Restart(double seconds, double late) => late < -10 || (late < -1 && seconds < 1);
}
