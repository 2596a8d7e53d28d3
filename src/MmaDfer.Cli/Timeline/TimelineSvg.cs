using System.Globalization;
using System.Text;
using System.Xml;

namespace MmaDfer.Cli.Timeline;

/// <summary>
/// Draws probabilities over time as one SVG file that needs nothing else: a line for each emotion with its name at the
/// end, and below a band of the emotions that win. Follows the viewer's light or dark scheme.
/// </summary>
internal static class TimelineSvg
{
    /// <summary>The bytes of the image.</summary>
    public static byte[] Draw(TimelineData data)
    {
        var stream = new MemoryStream();
        var settings = new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" };
        using (var svg = new SvgWriter(XmlWriter.Create(stream, settings)))
            Draw(svg, data, new TimelineScale(data.Points[0].Start, data.Points[^1].End));
        return stream.ToArray();
    }

    private static void Draw(SvgWriter svg, TimelineData data, TimelineScale scale)
    {
        svg.Begin(TimelineScale.Width, TimelineScale.Height, data.Title, TimelinePalette.Css(data.Labels.Count));
        svg.Rectangle(0, 0, TimelineScale.Width, TimelineScale.Height, "ground");
        svg.Text(TimelineScale.Left, 32, "title ink", Cut(data.Title, 80));
        svg.Text(TimelineScale.Left, 54, "faint", Cut(data.Notes, 100));
        if (data.Warning is { } warning)
            svg.Text(TimelineScale.Right, TimelineScale.Top - 9, "warn end", warning);
        DrawAxes(svg, scale);
        DrawLines(svg, data, scale);
        DrawNames(svg, data);
        TimelineBand.Draw(svg, data, scale);
    }

    private static void DrawAxes(SvgWriter svg, TimelineScale scale)
    {
        for (int percent = 0; percent <= 100; percent += 25)
        {
            double y = TimelineScale.Y(percent / 100.0);
            svg.Line(TimelineScale.Left, y, TimelineScale.Right, y, "grid");
            svg.Text(TimelineScale.Left - 8, y + 4, "faint end", $"{percent.ToString(CultureInfo.InvariantCulture)} %");
        }
        foreach ((double seconds, string text) in scale.Ticks())
        {
            double x = scale.X(seconds);
            svg.Line(x, TimelineScale.Top, x, TimelineScale.BandBottom + 4, "grid");
            svg.Text(x, TimelineScale.BandBottom + 20, "faint mid", text);
        }
        svg.Text(
            (TimelineScale.Left + TimelineScale.Right) / 2, TimelineScale.BandBottom + 42, "faint mid",
            scale.InMinutes ? "time (minutes:seconds); each point stands for the window around it" : "time (s); each point stands for the window around it");
        svg.Text(TimelineScale.Left, TimelineScale.Top - 9, "faint", "probability");
    }

    private static void DrawLines(SvgWriter svg, TimelineData data, TimelineScale scale)
    {
        // Those that win lie on top.
        foreach (int emotion in Enumerable.Range(0, data.Labels.Count).OrderBy(i => data.Points.Count(p => p.Winner == i)))
        {
            // To the edges: the first and the last window reach that far.
            IEnumerable<(double, double)> points =
            [
                (scale.X(data.Points[0].Start), TimelineScale.Y(data.Points[0].Probabilities[emotion])),
                .. data.Points.Select(p => (scale.X(p.Middle), TimelineScale.Y(p.Probabilities[emotion]))),
                (scale.X(data.Points[^1].End), TimelineScale.Y(data.Points[^1].Probabilities[emotion])),
            ];
            bool wins = data.Points.Any(p => p.Winner == emotion);
            svg.Polyline(points, $"line l{emotion}", wins ? 3 : 1.5, TimelinePalette.Dashes(emotion), data.Labels[emotion]);
        }
    }

    private static void DrawNames(SvgWriter svg, TimelineData data)
    {
        const double gap = 16, lead = 14;
        float[] last = data.Points[^1].Probabilities;
        int[] order = [.. Enumerable.Range(0, last.Length).OrderByDescending(i => last[i])];
        double[] wanted = [.. order.Select(i => TimelineScale.Y(last[i]))];
        double[] places = LabelSpread.Spread(wanted, gap, TimelineScale.Top, TimelineScale.BandBottom);
        for (int k = 0; k < order.Length; k++)
        {
            svg.Line(TimelineScale.Right + 2, wanted[k], TimelineScale.Right + lead, places[k], $"lead l{order[k]}");
            svg.Text(
                TimelineScale.Right + lead + 4, places[k] + 4, $"f{order[k]}",
                string.Create(CultureInfo.InvariantCulture, $"{Cut(data.Labels[order[k]], 16)} {100 * last[order[k]]:0} %"));
        }
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}

/// <summary>The band of winning emotions along the bottom.</summary>
internal static class TimelineBand
{
    private const double LetterWidth = 7.2;

    public static void Draw(SvgWriter svg, TimelineData data, TimelineScale scale)
    {
        IReadOnlyList<TimelinePoint> points = data.Points;
        for (int from = 0, to; from < points.Count; from = to)
        {
            int winner = points[from].Winner;
            for (to = from + 1; to < points.Count && points[to].Winner == winner;)
                to++;
            double left = scale.X(Border(points, from)), right = scale.X(Border(points, to));
            string name = data.Labels[winner];
            svg.Rectangle(
                left, TimelineScale.BandTop, right - left, TimelineScale.BandBottom - TimelineScale.BandTop, $"f{winner}", name);
            if (right - left > LetterWidth * name.Length + 8)
                svg.Text((left + right) / 2, TimelineScale.BandTop + 17.5, "band", name);
        }
    }

    /// <summary>Where the part that a window stands for begins: half way from the one before.</summary>
    private static double Border(IReadOnlyList<TimelinePoint> points, int index) =>
        index == 0 ? points[0].Start
        : index == points.Count ? points[^1].End
        : (points[index - 1].Middle + points[index].Middle) / 2;
}

/// <summary>Moves labels apart that would cover each other, as little as possible.</summary>
internal static class LabelSpread
{
    /// <param name="wanted">Where each label would best stand, ascending.</param>
    /// <param name="gap">Least distance from one to the next; less where there is no room for it.</param>
    /// <param name="first">No label stands before this.</param>
    /// <param name="last">No label stands after this.</param>
    public static double[] Spread(double[] wanted, double gap, double first, double last)
    {
        double[] places = [.. wanted];
        if (places.Length > 1)
            gap = Math.Min(gap, (last - first) / (places.Length - 1));
        for (int i = 0; i < places.Length; i++)
            places[i] = Math.Max(places[i], i == 0 ? first : places[i - 1] + gap);
        for (int i = places.Length - 1; i >= 0; i--)
            places[i] = Math.Min(places[i], i == places.Length - 1 ? last : places[i + 1] - gap);
        return places;
    }
}
