using System.Globalization;
using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Reports;

/// <summary>Bars of the emotions' recalls, with their mean across.</summary>
internal static class RecallChart
{
    private const double Right = 640, Row = 30, Top = 8, Letter = 7.4;
    private const int MostLetters = 24;

    public static void Draw(HtmlPage page, ConfusionMatrix confusion, IReadOnlyList<string> labels)
    {
        Metrics metrics = Metrics.Of(confusion);
        double left = labels.Max(l => Math.Min(l.Length, MostLetters)) * Letter + 14, bottom = Top + labels.Count * Row;
        double X(double percent) => left + (Right - left) * percent / 100;
        page.BeginPicture(820, bottom + 28, "Recall of each emotion");
        for (int percent = 0; percent <= 100; percent += 25)
        {
            page.Line(X(percent), Top, X(percent), bottom, "grid");
            page.Text(X(percent), bottom + 19, "faint mid", string.Create(CultureInfo.InvariantCulture, $"{percent} %"));
        }
        for (int i = 0; i < labels.Count; i++)
        {
            double y = Top + i * Row;
            string name = labels[i].Length <= MostLetters ? labels[i] : labels[i][..(MostLetters - 1)] + "…";
            page.Text(left - 10, y + Row / 2 + 4.5, "end", name);
            if (metrics.Recalls[i] is double recall)
                page.Rectangle(left, y + 5, X(recall) - left, Row - 10, "bar", tip: labels[i]);
            page.Text(Right + 14, y + Row / 2 + 4.5, "faint", metrics.Recalls[i] is double shown
                ? string.Create(CultureInfo.InvariantCulture, $"{shown:0.0} % of {confusion.Samples(i)}")
                : "no clips");
        }
        page.Line(X(metrics.Uar), Top - 4, X(metrics.Uar), bottom + 2, "mean");
        page.EndPicture();
    }
}
