using System.Globalization;
using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Reports;

/// <summary>Draws the confusion matrix as a heat map; darker cells have a larger share of their row.</summary>
internal static class ConfusionChart
{
    private const double Dark = 0.66, MaxNameWidth = 140, Head = 26;

    public static void Draw(HtmlPage page, ConfusionMatrix confusion, IReadOnlyList<string> labels)
    {
        string[] names = [.. labels.Select(l => TextWidth.Fit(l, MaxNameWidth))];
        double longest = names.Max(TextWidth.Of), left = longest + 12;
        double cell = Math.Clamp((820 - left) / names.Length, 44, 84), height = Math.Min(cell, 50);
        // Rotate names that are wider than their column.
        bool rotated = longest > cell - 6;
        double top = rotated ? Head + longest * 0.64 : Head;
        page.BeginChart(left + names.Length * cell + (rotated ? longest * 0.6 : 2), top + names.Length * height + 30, "Confusion matrix");
        for (int predicted = 0; predicted < names.Length; predicted++)
        {
            double x = left + (predicted + 0.5) * cell;
            page.Text(rotated ? x - 6 : x, top - 9, rotated ? "faint" : "faint mid", names[predicted], upwards: rotated);
        }
        for (int truth = 0; truth < names.Length; truth++)
        {
            double y = top + truth * height;
            int samples = confusion.CountSamples(truth);
            page.Text(left - 9, y + height / 2 + 4, "end", names[truth]);
            for (int predicted = 0; predicted < names.Length; predicted++)
                DrawCell(page, left + predicted * cell, y, cell, height, confusion[truth, predicted], samples, $"{labels[truth]} predicted as {labels[predicted]}");
        }
        page.Text(left + names.Length * cell / 2, top + names.Length * height + 22, "faint mid", "predicted");
        page.EndChart();
    }

    private static void DrawCell(HtmlPage page, double x, double y, double width, double height, int count, int samples, string what)
    {
        double share = samples == 0 ? 0 : (double)count / samples;
        string tip = string.Create(CultureInfo.InvariantCulture, $"{what}: {count} of {samples}");
        page.Rectangle(x + 1, y + 1, width - 2, height - 2, "cell");
        page.Rectangle(x + 1, y + 1, width - 2, height - 2, "heat", Math.Min(share, 0.999), tip);
        if (count == 0)
            return;
        string ink = share > Dark ? " on" : "";
        page.Text(x + width / 2, y + height / 2 - 1, "mid strong" + ink, string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} %"));
        page.Text(x + width / 2, y + height / 2 + 14, "mid small pale" + ink, count.ToString(CultureInfo.InvariantCulture));
    }
}
