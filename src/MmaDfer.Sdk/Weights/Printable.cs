using System.Text;

namespace MmaDfer.Sdk.Weights;

/// <summary>Makes text from a file safe for a one-line message.</summary>
internal static class Printable
{
    /// <summary>The text without control characters, cut after <paramref name="most"/> characters.</summary>
    public static string Text(string text, int most = 120)
    {
        var clean = new StringBuilder(Math.Min(text.Length, most) + 3);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length >= most)
                return clean.Append("...").ToString();
            // U+2028 and U+2029 break lines too.
            clean.Append(Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? "?" : rune.ToString());
        }
        return clean.ToString();
    }

    /// <summary>A path as errors name it.</summary>
    public static string Path(string path) => Text(path, 4096);
}
