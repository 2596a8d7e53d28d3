namespace MmaDfer.Cli.Timeline;

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
