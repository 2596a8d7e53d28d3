using System.Text;

namespace MmaDfer.Cli.Timeline;

/// <summary>
/// One colour for each emotion, chosen to stay apart for colour-blind eyes and on light and dark ground; from the eighth on
/// lines are dashed too, since eight is what colours alone can tell.
/// </summary>
internal static class TimelinePalette
{
    private static readonly string[] Light =
        ["#b07d00", "#0067a8", "#6b737c", "#cf3410", "#1e93c9", "#00875f", "#a03c90", "#3b2a9c", "#c0628f", "#2f6d2f", "#7d1f4e"];

    private static readonly string[] Dark =
        ["#f2c14e", "#4f9df0", "#a3abb3", "#ff6f4e", "#86d6ff", "#2fc79a", "#da80ce", "#a296ff", "#f4abcc", "#78c878", "#d96c98"];

    private const int Solid = 7;

    /// <summary>Dashes of a line; null for none.</summary>
    public static string? Dashes(int emotion) => (emotion / Light.Length, emotion) switch
    {
        (0, < Solid) => null,
        (0, _) => "8 3",
        (1, _) => "4 3",
        _ => "1.5 3",
    };

    /// <summary>The style sheet of an image with so many emotions: classes l0, l1 ... for lines and f0, f1 ... for areas.</summary>
    public static string Css(int emotions)
    {
        var css = new StringBuilder();
        css.Append("text{font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;font-size:13px}");
        css.Append(".title{font-size:18px;font-weight:600}.band{font-size:12px;font-weight:600;text-anchor:middle}");
        css.Append(".end{text-anchor:end}.mid{text-anchor:middle}.warn{font-weight:600}");
        css.Append(".line{fill:none;stroke-linejoin:round;stroke-linecap:round}.lead{stroke-width:1}.grid{stroke-width:1}");
        Ground(css, "#ffffff", "#1b1f24", "#57606a", "#e1e5ea", "#ffffff", "#b3261e");
        Colours(css, Light, emotions);
        css.Append("@media (prefers-color-scheme:dark){");
        Ground(css, "#0f141a", "#e8ecf0", "#9aa4af", "#2a313a", "#0f141a", "#ff8a80");
        Colours(css, Dark, emotions);
        return css.Append('}').ToString();
    }

    private static void Ground(StringBuilder css, string ground, string ink, string faint, string grid, string onColour, string warning) =>
        css.Append($".ground{{fill:{ground}}}.ink{{fill:{ink}}}.faint{{fill:{faint}}}.grid{{stroke:{grid}}}.band{{fill:{onColour}}}.warn{{fill:{warning}}}");

    private static void Colours(StringBuilder css, string[] colours, int emotions)
    {
        for (int i = 0; i < emotions; i++)
            css.Append($".l{i}{{stroke:{colours[i % colours.Length]}}}.f{i}{{fill:{colours[i % colours.Length]}}}");
    }
}
