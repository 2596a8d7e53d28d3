using System.Globalization;
using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Reports;

/// <summary>Draws the recall of each label as a bar, with a dashed line for the mean.</summary>
internal static class RecallChart
{
    private const double Right = 640, Row = 30, Top = 8, MaxNameWidth = 180;

    /// <summary>Draws the chart.</summary>
    /// <param name="page">The page to draw on.</param>
    /// <param name="confusion">The confusion matrix.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="uar">The UAR shown on the rest of the page, in percent.</param>
    public static void Draw(HtmlPage page, ConfusionMatrix confusion, IReadOnlyList<string> labels, double uar)
    {
        Metrics metrics = Metrics.Of(confusion);
        string[] names = [.. labels.Select(l => TextWidth.Fit(l, MaxNameWidth))];
        double left = names.Max(TextWidth.Of) + 14, bottom = Top + labels.Count * Row;
        double X(double percent) => left + (Right - left) * percent / 100;
        page.BeginChart(820, bottom + 28, "Recall of each label");
        for (int percent = 0; percent <= 100; percent += 25)
        {
            page.Line(X(percent), Top, X(percent), bottom, "grid");
            page.Text(X(percent), bottom + 19, "faint mid", string.Create(CultureInfo.InvariantCulture, $"{percent} %"));
        }
        for (int i = 0; i < labels.Count; i++)
        {
            double y = Top + i * Row;
            page.Text(left - 10, y + Row / 2 + 4.5, "end", names[i]);
            if (metrics.Recalls[i] is double recall)
                page.Rectangle(left, y + 5, X(recall) - left, Row - 10, "bar", tip: labels[i]);
            page.Text(Right + 14, y + Row / 2 + 4.5, "faint", metrics.Recalls[i] is double shown
                ? string.Create(CultureInfo.InvariantCulture, $"{shown:0.0} % of {confusion.CountSamples(i)}")
                : "no clips");
        }
        page.Line(X(uar), Top - 4, X(uar), bottom + 2, "mean");
        page.EndChart();
    }
}
