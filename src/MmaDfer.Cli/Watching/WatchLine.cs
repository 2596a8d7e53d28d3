using System.Globalization;
using MmaDfer.Sdk;

namespace MmaDfer.Cli.Watching;

/// <summary>A reading as a line of text, for <c>mmadfer watch</c> where the output cannot be redrawn.</summary>
internal static class WatchLine
{
    public static void Write(TextWriter output, EmotionReading reading)
    {
        string notes = FormatNotes(reading.Flags);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{FormatTime(reading)}  {reading.Label ?? "-"} {100 * reading.Confidence:0} %{(notes.Length > 0 ? $"  ({notes})" : "")}"));
        output.Flush();
    }

    /// <summary>The time of a reading to a tenth of a second, with a sign if negative and with days if a day or more.</summary>
    public static string FormatTime(EmotionReading reading)
    {
        TimeSpan time = reading.Time;
        string text = time.ToString(time.Days == 0 ? @"hh\:mm\:ss\.f" : @"d\.hh\:mm\:ss\.f", CultureInfo.InvariantCulture);
        return time.Ticks <= -TimeSpan.TicksPerSecond / 10 ? "-" + text : text;
    }

    /// <summary>The flags of a reading in words; empty if none is set.</summary>
    public static string FormatNotes(ReadingFlags flags)
    {
        (ReadingFlags Flag, string Text)[] all =
        [
            (ReadingFlags.NoFace, "no face"), (ReadingFlags.NoAudio, "no audio"), (ReadingFlags.WarmingUp, "warming up"),
            (ReadingFlags.Stale, "stale"), (ReadingFlags.CapturingBaseline, "capturing the baseline"),
            (ReadingFlags.SmallFace, "face too small"), (ReadingFlags.FaceAtEdge, "face at the edge"), (ReadingFlags.TurnedAway, "turned away"),
            (ReadingFlags.Blurred, "blurred"), (ReadingFlags.TooDark, "too dark"), (ReadingFlags.TooBright, "too bright"),
            (ReadingFlags.Covered, "eyes or mouth covered"), (ReadingFlags.StillPicture, "still picture"),
            (ReadingFlags.SeveralFaces, "several faces"), (ReadingFlags.OtherSpeaker, "somebody else speaks"), (ReadingFlags.NoVoice, "nobody speaks"),
            (ReadingFlags.PlaybackHeard, "loudspeakers heard"), (ReadingFlags.OnlyPlayback, "only loudspeakers heard"),
            (ReadingFlags.Unsure, "unsure"),
            (ReadingFlags.ClocksApart, "times of frames and audio apart"),
        ];
        return string.Join(", ", all.Where(f => flags.HasFlag(f.Flag)).Select(f => f.Text));
    }
}
