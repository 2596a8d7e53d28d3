using System.Text;

namespace MmaDfer.Sdk.Reports;

/// <summary>About how wide a text is in a picture, so that nothing is cut: the font is the reader's.</summary>
internal static class TextWidth
{
    private const double Usual = 7.4, Digit = 8.4, Large = 13, Full = 14;

    private const int FirstFullWidth = 0x1100;

    /// <summary>Width in units of the picture; rather too much than too little.</summary>
    public static double Of(string text) => text.EnumerateRunes().Sum(Of);

    /// <summary>The text, cut with an ellipsis where it is wider than there is room for.</summary>
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

    // Letters of East Asia, and pictures, fill a square.
    private static double Of(Rune rune) => rune.Value >= FirstFullWidth && rune.Value is not (>= 0x2000 and < 0x2100) ? Full
        : Rune.IsUpper(rune) || rune.Value is 'm' or 'w' or '%' or '@' or '…' ? Large
        : Rune.IsDigit(rune) ? Digit
        : Usual;
}
