using System.Globalization;

namespace MmaDfer.Cli.Timeline;

/// <summary>From seconds and probabilities to places in the image.</summary>
internal sealed class TimelineScale
{
    public const double Width = 960, Left = 64, Right = 790, Top = 96, Bottom = 356, BandTop = 368, BandBottom = 394, Height = 452;

    private const int MostTicks = 9;

    private static readonly double[] Steps =
        [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000];

    private readonly double _from, _to;

    public TimelineScale(double from, double to)
    {
        _from = from;
        // A single frame lasts no time at all.
        _to = to > from ? to : from + 1;
    }

    public double X(double seconds) => Left + (Right - Left) * Math.Clamp((seconds - _from) / (_to - _from), 0, 1);

    public static double Y(double probability) => Bottom - (Bottom - Top) * probability;

    /// <summary>Whether times are written as minutes and seconds.</summary>
    public bool InMinutes => _to > 120;

    /// <summary>Round times, far enough apart to be read.</summary>
    public IEnumerable<(double Seconds, string Text)> Ticks()
    {
        double step = Steps.FirstOrDefault(s => (_to - _from) / s <= MostTicks, (_to - _from) / MostTicks);
        for (double n = Math.Ceiling(_from / step - 1e-9); n * step <= _to + 1e-9; n++)
        {
            // Never a negative zero.
            double seconds = n * step + 0.0;
            yield return (seconds, Text(seconds));
        }
    }

    private string Text(double seconds) => InMinutes
        ? string.Create(CultureInfo.InvariantCulture, $"{(seconds < 0 ? "-" : "")}{(long)Math.Abs(seconds) / 60}:{(long)Math.Abs(seconds) % 60:00}")
        : seconds.ToString("0.##", CultureInfo.InvariantCulture);
}
