namespace MmaDfer.Sdk.Training.Data;

/// <summary>The name that somebody probably meant who wrote another one: "hapiness", "Happy" and "sad" for happiness and sadness.</summary>
internal static class NearName
{
    private const int LeastBeginning = 3, Longest = 100;

    /// <summary>The nearest of the names by letters to add, drop, change or swap; else the only one that begins alike; null for none.</summary>
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
        return same >= LeastBeginning && 5 * same >= 3 * shorter;
    }

    /// <summary>Letters to add, drop, change or swap with the next, whatever their case (optimal string alignment).</summary>
    private static int Changes(string a, string b)
    {
        int[,] changes = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    changes[i, j] = i + j;
                    continue;
                }
                int least = Math.Min(changes[i - 1, j], changes[i, j - 1]) + 1;
                least = Math.Min(least, changes[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    least = Math.Min(least, changes[i - 2, j - 2] + 1);
                changes[i, j] = least;
            }
        }
        return changes[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
