using System.Globalization;

namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>The lines "key:value key: value" of ffmpeg's filters "showinfo" and "ashowinfo".</summary>
internal static class InfoLine
{
    /// <summary>What a line of one of the filters says; empty for any other line.</summary>
    /// <param name="line">A line of standard error.</param>
    /// <param name="filter">The filter's name.</param>
    public static ReadOnlySpan<char> Of(string line, string filter)
    {
        const string parsed = "[Parsed_", level = "] [info] ";
        if (!line.StartsWith(parsed, StringComparison.Ordinal) || !line.AsSpan(parsed.Length).StartsWith(filter + "_"))
            return [];
        int start = line.IndexOf(level, StringComparison.Ordinal);
        return start < 0 ? [] : line.AsSpan(start + level.Length);
    }

    /// <summary>The value of a key; empty where it is not there.</summary>
    public static ReadOnlySpan<char> Word(ReadOnlySpan<char> text, string key)
    {
        int at = text.IndexOf(key);
        if (at < 0)
            return [];
        ReadOnlySpan<char> rest = text[(at + key.Length)..].TrimStart(' ');
        int end = rest.IndexOfAny(' ', ',');
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>A number, if it is one: times may be "NOPTS".</summary>
    public static bool Number(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>A fraction such as "1/90000", if it is one and above 0.</summary>
    public static bool Fraction(ReadOnlySpan<char> text, char separator, out double value)
    {
        value = 0;
        int at = text.IndexOf(separator);
        if (at <= 0 || !Number(text[..at], out double top) || !Number(text[(at + 1)..], out double bottom) || top <= 0 || bottom <= 0)
            return false;
        value = top / bottom;
        return true;
    }
}
