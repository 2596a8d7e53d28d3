namespace MmaDfer.Sdk.Training.Data;

/// <summary>The name that somebody probably meant who wrote another one: "hapiness", "Happy" and "sad" for happiness and sadness.</summary>
internal static class NearName
{
    private const int LeastBeginning = 3, Longest = 100;

    /// <summary>The nearest of the names by letters to add, drop or change; else the only one that begins alike; null for none.</summary>
    public static string? Of(IEnumerable<string> names, string written)
    {
        if (written.Length > Longest)
            return null;
        string[] others = [.. names.Where(n => !n.Equals(written, StringComparison.OrdinalIgnoreCase))];
        string? nearest = others.MinBy(n => Changes(n, written));
        if (nearest is not null && Changes(nearest, written) <= Math.Max(1, Math.Max(nearest.Length, written.Length) / 4))
            return nearest;
        string[] alike = [.. others.Where(n => BeginAlike(n, written))];
        return alike.Length == 1 ? alike[0] : null;
    }

    /// <summary>The question to put behind a wrong name; empty where no name is near.</summary>
    public static string Question(IEnumerable<string> names, string written) =>
        Of(names, written) is { } near ? $" (did you mean '{Weights.Printable.Text(near, 60)}'?)" : "";

    private static bool BeginAlike(string a, string b)
    {
        int shorter = Math.Min(a.Length, b.Length), same = 0;
        while (same < shorter && Same(a[same], b[same]))
            same++;
        return same >= LeastBeginning && 4 * same >= 3 * shorter;
    }

    /// <summary>Levenshtein's distance, whatever the case of letters.</summary>
    private static int Changes(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int changed = diagonal + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
