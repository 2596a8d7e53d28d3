using System.Globalization;
using System.Text;

namespace MmaDfer.Sdk.Reports;

/// <summary>Builds an HTML page from top to bottom, and escapes all texts.</summary>
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

    /// <summary>Adds a table.</summary>
    /// <param name="header">The column headers; empty for a table of names and values.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="numbers">Whether all columns except the first contain numbers.</param>
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

    public void BeginChart(double width, double height, string description) =>
        Raw($"<div class=\"wide\"><svg viewBox=\"0 0 {Number(width)} {Number(height)}\" style=\"max-width:{Number(width)}px\" role=\"img\" aria-label=\"{Escape(description)}\">\n");

    public void EndChart() => Raw("</svg></div>\n");

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Raw($"<line class=\"{style}\" x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\"/>\n");

    public void Rectangle(double x, double y, double width, double height, string style, double opacity = 1, string? tip = null) =>
        Raw($"<rect class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" rx=\"2\""
            + $"{(opacity < 1 ? $" fill-opacity=\"{Number(opacity)}\"" : "")}>{Tip(tip)}</rect>\n");

    public void Circle(double x, double y, double radius, string style, string tip) =>
        Raw($"<circle class=\"{style}\" cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(radius)}\">{Tip(tip)}</circle>\n");

    /// <summary>Adds a line through points, or the area that they enclose.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string style, bool closed) =>
        Raw($"<{(closed ? "polygon" : "polyline")} class=\"{style}\" points=\"{string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"))}\"/>\n");

    public void Text(double x, double y, string style, string text, bool upwards = false) =>
        Raw($"<text class=\"{style}\" x=\"{Number(x)}\" y=\"{Number(y)}\"{(upwards ? $" transform=\"rotate(-40 {Number(x)} {Number(y)})\"" : "")}>{Escape(text)}</text>\n");

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_html + "</main>\n</body>\n</html>\n");

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private void Raw(string html) => _html.Append(html);

    private static string Tip(string? tip) => tip is null ? "" : $"<title>{Escape(tip)}</title>";

    /// <summary>Escapes a text; file names and labels may contain any characters.</summary>
    private static string Escape(string text) => string.Concat(text.EnumerateRunes().Select(r => r.Value switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        _ => Rune.IsControl(r) ? "?" : r.ToString(),
    }));
}

/// <summary>
/// The style sheet of reports. Colour-blind readers can distinguish the line colours on light and dark backgrounds.
/// </summary>
internal static class PageStyle
{
    /// <summary>Number of line colours. Each has CSS classes such as c0 (line), a0 (area), d0 (dot) and b0 (legend).</summary>
    public const int Colours = 6;

    public const string Css = """
        :root{color-scheme:light dark;--ground:#fff;--panel:#f5f7f9;--ink:#1b1f24;--faint:#57606a;--grid:#dfe4e9;--heat:#0b5cad;--on-heat:#fff;--bar:#2b7cc9;--warn:#b3261e;--warn-ground:#fdecea;
        --s0:#0067a8;--s1:#c8430e;--s2:#00875f;--s3:#8a3c90;--s4:#8a6400;--s5:#4a5568}
        @media (prefers-color-scheme:dark){:root{--ground:#0f141a;--panel:#171d25;--ink:#e8ecf0;--faint:#9aa4af;--grid:#2b333d;--heat:#58a6ff;--on-heat:#06121f;--bar:#4b93dd;--warn:#ff9c94;--warn-ground:#3a1715;
        --s0:#58a6ff;--s1:#ff8a5c;--s2:#2fc79a;--s3:#da80ce;--s4:#f2c14e;--s5:#a3abb3}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,'Segoe UI','DejaVu Sans',sans-serif}
        main{max-width:860px;margin:0 auto;padding:28px 20px 64px}
        h1{font-size:26px;line-height:1.25;margin:0 0 18px;overflow-wrap:anywhere}
        h2{font-size:18px;margin:38px 0 6px}
        .note{color:var(--faint);font-size:13.5px;margin:0 0 10px}
        .warning{background:var(--warn-ground);color:var(--warn);border-radius:8px;padding:10px 14px;font-weight:600;margin:0 0 18px}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px;margin:0}
        .tiles div{background:var(--panel);border-radius:8px;padding:12px 14px}
        .tiles dt{font-size:13px;color:var(--faint)}
        .tiles dd{margin:2px 0 0;font-size:22px;font-weight:600;font-variant-numeric:tabular-nums}
        .tiles dd.note{font-size:12px;font-weight:400}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
        th,td{text-align:left;padding:6px 18px 6px 0;border-bottom:1px solid var(--grid);vertical-align:top;overflow-wrap:break-word}
        thead th{color:var(--faint);font-weight:500}
        tbody th{font-weight:500}
        .numbers td,.numbers thead th:not(:first-child){text-align:right;white-space:nowrap;padding:6px 0 6px 26px}
        svg{display:block;width:100%;height:auto}
        text{font-size:13px;fill:var(--ink)}
        .faint{fill:var(--faint);font-size:12.5px}.end{text-anchor:end}.mid{text-anchor:middle}
        .strong{font-weight:600}.on{fill:var(--on-heat)}.small{font-size:11px}.pale{fill-opacity:.85}
        .grid{stroke:var(--grid);stroke-width:1}.mean{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 4}
        .cell{fill:var(--panel)}.heat{fill:var(--heat)}.bar{fill:var(--bar)}
        .legend{display:flex;flex-wrap:wrap;gap:4px 20px;margin:4px 0 6px;font-size:13.5px}
        .legend span{display:inline-flex;align-items:center}
        .legend i{width:18px;height:3px;border-radius:2px;margin-right:7px}
        .c0,.c1,.c2,.c3,.c4,.c5{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .c0{stroke:var(--s0)}.c1{stroke:var(--s1)}.c2{stroke:var(--s2)}.c3{stroke:var(--s3)}.c4{stroke:var(--s4)}.c5{stroke:var(--s5)}
        .a0,.a1,.a2,.a3,.a4,.a5{fill-opacity:.16}
        .a0,.d0{fill:var(--s0)}.a1,.d1{fill:var(--s1)}.a2,.d2{fill:var(--s2)}.a3,.d3{fill:var(--s3)}.a4,.d4{fill:var(--s4)}.a5,.d5{fill:var(--s5)}
        .b0{background:var(--s0)}.b1{background:var(--s1)}.b2{background:var(--s2)}.b3{background:var(--s3)}.b4{background:var(--s4)}.b5{background:var(--s5)}
        @media (max-width:640px){main{padding:20px 14px 48px}h1{font-size:22px}.wide{overflow-x:auto;-webkit-overflow-scrolling:touch}.wide svg{width:760px}th,td{padding-right:12px}td{min-width:9em}.numbers td{min-width:0}}
        @media print{main{max-width:none}h2{break-after:avoid}svg,table{break-inside:avoid}}

        """;
}
