using System.Globalization;
using MmaDfer.Sdk;

namespace MmaDfer.Cli.Watching;

/// <summary>A reading in words: what <c>mmadfer watch</c> prints where nothing can be drawn over.</summary>
internal static class WatchLine
{
    public static void Write(TextWriter output, EmotionReading reading)
    {
        string notes = Notes(reading.Flags);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Time(reading)}  {reading.Label ?? "-"} {100 * reading.Confidence:0} %{(notes.Length > 0 ? $"  ({notes})" : "")}"));
        output.Flush();
    }

    /// <summary>Its time to a tenth of a second: with a sign before zero, with days from one day on.</summary>
    public static string Time(EmotionReading reading)
    {
        TimeSpan time = reading.Time;
        string text = time.ToString(time.Days == 0 ? @"hh\:mm\:ss\.f" : @"d\.hh\:mm\:ss\.f", CultureInfo.InvariantCulture);
        return time.Ticks <= -TimeSpan.TicksPerSecond / 10 ? "-" + text : text;
    }

    /// <summary>What a reading does not rest on; empty if all is well.</summary>
    public static string Notes(ReadingFlags flags)
    {
        (ReadingFlags Flag, string Text)[] all =
        [
            (ReadingFlags.NoFace, "no face"), (ReadingFlags.NoAudio, "no audio"), (ReadingFlags.WarmingUp, "warming up"),
            (ReadingFlags.Stale, "stale"), (ReadingFlags.CapturingBaseline, "capturing the baseline"),
        ];
        return string.Join(", ", all.Where(f => flags.HasFlag(f.Flag)).Select(f => f.Text));
    }
}
