using System.Globalization;
using System.Text;

namespace MmaDfer.Sdk.Reports;

/// <summary>A page that grows from top to bottom. All texts are escaped here.</summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder _html = new();

    public HtmlPage(string title, string? warning)
    {
        Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        Raw($"<title>{Escape(title)}</title>\n<style>\n{PageStyle.Css}</style>\n</head>\n<body>\n<main>\n<h1>{Escape(title)}</h1>\n");
        if (warning is not null)
            Warning(warning);
    }

    public void Warning(string text) => Raw($"<p class=\"warning\">{Escape(text)}</p>\n");

    public void Heading(string text) => Raw($"<h2>{Escape(text)}</h2>\n");

    public void Note(string text) => Raw($"<p class=\"note\">{Escape(text)}</p>\n");

    public void Tiles(params ReadOnlySpan<(string Name, string Value, string Note)> tiles)
    {
        Raw("<dl class=\"tiles\">\n");
        foreach ((string name, string value, string note) in tiles)
            Raw($"<div><dt>{Escape(name)}</dt><dd>{Escape(value)}</dd><dd class=\"note\">{Escape(note)}</dd></div>\n");
        Raw("</dl>\n");
    }

    /// <summary>A table.</summary>
    /// <param name="header">Names of the columns; none for a table of names and values.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="numbers">Whether all columns but the first hold numbers.</param>
    public void Table(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows, bool numbers)
    {
        Raw($"<div class=\"wide\"><table{(numbers ? " class=\"numbers\"" : "")}>\n");
        if (header.Count > 0)
            Raw($"<thead><tr>{string.Concat(header.Select(h => $"<th scope=\"col\">{Escape(h)}</th>"))}</tr></thead>\n");
        Raw("<tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
            Raw($"<tr><th scope=\"row\">{Escape(row[0])}</th>{string.Concat(row.Skip(1).Select(c => $"<td>{Escape(c)}</td>"))}</tr>\n");
        Raw("</tbody></table></div>\n");
    }

    public void BeginLegend() => Raw("<p class=\"legend\">");

    public void LegendEntry(int colour, string name) => Raw($"<span><i class=\"b{colour}\"></i>{Escape(name)}</span>");

    public void EndLegend() => Raw("</p>\n");

    public void BeginPicture(double width, double height, string description) =>
        Raw($"<div class=\"wide\"><svg viewBox=\"0 0 {Number(width)} {Number(height)}\" style=\"max-width:{Number(width)}px\" role=\"img\" aria-label=\"{Escape(description)}\">\n");

    public void EndPicture() => Raw("</svg></div>\n");

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Raw($"<line class=\"{style}\" x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\"/>\n");

    public void Rectangle(double x, double y, double width, double height, string style, double opacity = 1, string? tip = null) =>
        Raw($"<rect class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" rx=\"2\""
            + $"{(opacity < 1 ? $" fill-opacity=\"{Number(opacity)}\"" : "")}>{Tip(tip)}</rect>\n");

    public void Circle(double x, double y, double radius, string style, string tip) =>
        Raw($"<circle class=\"{style}\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\">{Tip(tip)}</circle>\n");

    /// <summary>A line through points, or the area that they enclose.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string style, bool closed) =>
        Raw($"<{(closed ? "polygon" : "polyline")} class=\"{style}\" points=\"{string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"))}\"/>\n");

    public void Text(double x, double y, string style, string text, bool upwards = false) =>
        Raw($"<text class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\"{(upwards ? $" transform=\"rotate(-40 {Number(x)} {Number(y)})\"" : "")}>{Escape(text)}</text>\n");

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_html + "</main>\n</body>\n</html>\n");

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private void Raw(string html) => _html.Append(html);

    private static string Tip(string? tip) => tip is null ? "" : $"<title>{Escape(tip)}</title>";

    /// <summary>Names of files and labels may hold anything.</summary>
    private static string Escape(string text) => string.Concat(text.EnumerateRunes().Select(r => r.Value switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        _ => Rune.IsControl(r) ? "?" : r.ToString(),
    }));
}
