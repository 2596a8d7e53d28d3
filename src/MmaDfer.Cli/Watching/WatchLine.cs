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

    public static string Time(EmotionReading reading) => reading.Time.ToString(@"hh\:mm\:ss\.f", CultureInfo.InvariantCulture);

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
