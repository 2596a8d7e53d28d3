using System.Globalization;
using System.Text;

namespace MmaDfer.Sdk.Reports;

/// <summary>
/// Draws curves over steps or epochs. A curve with many points is drawn as the mean of each section, over a pale band from its minimum to
/// its maximum.
/// </summary>
internal static class CurveChart
{
    private const double Width = 820, Height = 320, MinLeft = 58, Gap = 9, Right = 794, Top = 12, Bottom = 272;
    private const int MaxPoints = 250, MaxDots = 40;

    public static void Draw(HtmlPage page, IReadOnlyList<ReportCurve> curves, string across, bool percent)
    {
        (double X, double Y)[][] lines = [.. curves.Select(c => c.FinitePoints.OrderBy(p => p.X).ToArray())];
        (double fromX, double toX) = Range(lines, p => p.X);
        (double fromY, double toY) = percent ? (0, 100) : Range(lines, p => p.Y);
        if (!percent)
            (fromY, toY) = (fromY > 0 && fromY < 0.6 * toY ? 0 : fromY - 0.05 * (toY - fromY), toY + 0.05 * (toY - fromY));
        List<(double Value, string Text)> rows = [.. Ticks.Of(fromY, toY, 6).Select(t => percent ? (t.Value, t.Text + " %") : t)];
        List<(double Value, string Text)> columns = Ticks.Of(fromX, toX, 9, whole: true);
        // Leave room for the widest row label, and for half of the last column label.
        double left = Math.Max(MinLeft, Widest(rows) + Gap + 2);
        double right = Math.Min(Right, Width - Widest(columns) / 2);
        double X(double x) => left + (right - left) * (x - fromX) / (toX - fromX);
        double Y(double y) => Bottom - (Bottom - Top) * (Math.Clamp(y, fromY, toY) - fromY) / (toY - fromY);

        page.BeginLegend();
        for (int i = 0; i < curves.Count; i++)
            page.LegendEntry(i % PageStyle.Colours, curves[i].Name);
        page.EndLegend();
        page.BeginChart(Width, Height, $"{string.Join(", ", curves.Select(c => c.Name))} over {across}s");
        foreach ((double value, string text) in rows)
        {
            page.Line(left, Y(value), right, Y(value), "grid");
            page.Text(left - Gap, Y(value) + 4, "faint end", text);
        }
        foreach ((double value, string text) in columns)
        {
            page.Line(X(value), Bottom, X(value), Bottom + 5, "grid");
            page.Text(X(value), Bottom + 20, "faint mid", text);
        }
        page.Text((left + right) / 2, Bottom + 42, "faint mid", across);
        for (int i = 0; i < lines.Length; i++)
        {
            int colour = i % PageStyle.Colours;
            if (lines[i].Length > MaxPoints)
                DrawMany(page, lines[i], colour, X, Y);
            else
                DrawFew(page, curves[i].Name, lines[i], colour, X, Y);
        }
        page.EndChart();
    }

    private static void DrawMany(HtmlPage page, (double X, double Y)[] line, int colour, Func<double, double> x, Func<double, double> y)
    {
        (double X, double Y)[][] sections = [.. Enumerable.Range(0, MaxPoints)
            .Select(i => line[(int)((long)i * line.Length / MaxPoints)..(int)((i + 1L) * line.Length / MaxPoints)])];
        // The band starts and ends where the line does.
        double Middle((double X, double Y)[] section) => x(section.Average(p => p.X));
        page.Path(
            sections.Select(s => (Middle(s), y(s.Max(p => p.Y)))).Concat(Enumerable.Reverse(sections).Select(s => (Middle(s), y(s.Min(p => p.Y))))),
            $"a{colour}", closed: true);
        page.Path(sections.Select(s => (Middle(s), y(s.Average(p => p.Y)))), $"c{colour}", closed: false);
    }

    private static void DrawFew(
        HtmlPage page, string name, (double X, double Y)[] line, int colour, Func<double, double> x, Func<double, double> y)
    {
        page.Path(line.Select(p => (x(p.X), y(p.Y))), $"c{colour}", closed: false);
        if (line.Length > MaxDots)
            return;
        foreach ((double px, double py) in line)
            page.Circle(x(px), y(py), 3.2, $"d{colour}", string.Create(CultureInfo.InvariantCulture, $"{name}: {py:0.####} at {px:0.##}"));
    }

    private static double Widest(List<(double Value, string Text)> ticks) => ticks.Select(t => TextWidth.Of(t.Text)).DefaultIfEmpty().Max();

    private static (double From, double To) Range((double X, double Y)[][] lines, Func<(double X, double Y), double> value)
    {
        double from = lines.SelectMany(l => l).Min(value), to = lines.SelectMany(l => l).Max(value);
        return to > from ? (from, to) : (from - 0.5, to + 0.5);
    }
}

/// <summary>Computes round numbers along an axis.</summary>
internal static class Ticks
{
    private const double TooLong = 1e8;

    /// <summary>Multiples of 1, 2 or 5 times a power of ten within a range, about as many as requested.</summary>
    public static List<(double Value, string Text)> Of(double from, double to, int wanted, bool whole = false)
    {
        double rough = Math.Max((to - from) / wanted, 1e-12);
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 };
        if (whole)
            step = Math.Max(step, 1);
        int digits = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        var ticks = new List<(double, string)>();
        for (double n = Math.Ceiling(from / step - 1e-9); n * step <= to + step * 1e-9; n++)
        {
            // Avoid negative zero.
            double value = n * step + 0.0;
            ticks.Add((value, Text(value, digits)));
        }
        return ticks;
    }

    /// <summary>Formats a number with thousands separators, or with an exponent from a hundred million.</summary>
    private static string Text(double value, int digits) => Math.Abs(value) < TooLong
        ? value.ToString("N" + digits, CultureInfo.InvariantCulture).Replace(",", "\u2009", StringComparison.Ordinal)
        : value.ToString("0.####e0", CultureInfo.InvariantCulture);
}

/// <summary>Estimates the width of a text in a chart, whose font the browser chooses.</summary>
internal static class TextWidth
{
    private const double Usual = 7.4, Digit = 8.4, Large = 13, Full = 14;

    private const int FirstFullWidth = 0x1100;

    /// <summary>Width in units of the chart; rather too large than too small.</summary>
    public static double Of(string text) => text.EnumerateRunes().Sum(Of);

    /// <summary>Shortens the text with an ellipsis if it is too wide.</summary>
    public static string Fit(string text, double room)
    {
        if (Of(text) <= room)
            return text;
        var kept = new StringBuilder();
        double width = Full;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Of(rune);
            if (width > room)
                break;
            kept.Append(rune.ToString());
        }
        return kept.Append('…').ToString();
    }

    // East Asian characters and emoji fill a square.
    private static double Of(Rune rune) => rune.Value >= FirstFullWidth && rune.Value is not (>= 0x2000 and < 0x2100) ? Full
        : Rune.IsUpper(rune) || rune.Value is 'm' or 'w' or '%' or '@' or '…' ? Large
        : Rune.IsDigit(rune) ? Digit
        : Usual;
}
