using System.Globalization;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// From the labels that a list writes, names (in any case of letters) or numbers, to classes. Without names given, those of
/// DFEW or MAFW are taken where they hold all that occur; otherwise the names that occur, in ordinal order.
/// </summary>
internal static class LabelNames
{
    private const int MaxClasses = 1000;

    /// <summary>The names of the classes.</summary>
    /// <param name="given">Names in the order of the classes, if they are known.</param>
    /// <param name="written">All labels of the list, each once.</param>
    /// <param name="origin">What errors call the list.</param>
    public static IReadOnlyList<string> Decide(IReadOnlyList<string>? given, IReadOnlyCollection<string> written, string origin)
    {
        if (given is not null)
            return given;
        if (written.All(w => DatasetFile.Number(w) is < MaxClasses))
            return EmotionLabels.OfClasses(FewestFor(written.Max(w => DatasetFile.Number(w)!.Value) + 1));
        IReadOnlyList<string> names = new[] { EmotionLabels.Dfew, EmotionLabels.Mafw }
            .FirstOrDefault(known => written.All(w => IndexOf(known, w) >= 0))
            ?? [.. written.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        // Beside names of one's own a number has no meaning: nothing says in which order they are.
        if (names.FirstOrDefault(n => DatasetFile.Number(n) is not null) is { } number)
            throw new DatasetException($"{origin}: the label '{number}' is a number among names ({Printable.Text(string.Join(", ", names), 300)}); write its name, or say what the labels are, in the order of their numbers.");
        try
        {
            return EmotionLabels.Check(names, origin);
        }
        catch (ModelFileException exception)
        {
            throw new DatasetException(exception.Message, exception);
        }
    }

    /// <summary>The class that a label means; -1 for none.</summary>
    public static int IndexOf(IReadOnlyList<string> names, string written)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i].Equals(written, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return DatasetFile.Number(written) is int number && number < names.Count ? number : -1;
    }

    /// <summary>Numbers alone don't tell how many classes there are: at least as many as DFEW's.</summary>
    private static int FewestFor(int classes) =>
        classes <= EmotionLabels.Dfew.Count ? EmotionLabels.Dfew.Count
        : classes <= EmotionLabels.Mafw.Count ? EmotionLabels.Mafw.Count
        : classes;
}

/// <summary>Labels of a list that a model does not know: all of them in one sentence, with their rows and what was probably meant.</summary>
internal static class UnknownLabels
{
    private const int MostRows = 3, MostLabels = 3, MostLetters = 60;

    /// <summary>What is wrong with a list, and what would be right. It begins with the rows of the first unknown label.</summary>
    /// <param name="known">The names of the classes.</param>
    /// <param name="written">All labels of the list as it writes them, with their lines.</param>
    /// <param name="unknown">Which of them are unknown; at least one.</param>
    public static string InList(
        IReadOnlyList<string> known, IReadOnlyCollection<(string Label, int Line)> written, Func<string, bool> unknown)
    {
        IGrouping<string, int>[] groups = Groups(written.Where(w => unknown(w.Label)));
        return $"{Lines(groups[0])}: the label '{Name(groups[0].Key)}' is unknown{NearName.Question(known, groups[0].Key)}{Others(known, groups)}; {Right(known, [.. written.Select(w => w.Label)])}";
    }

    /// <summary>What is right instead of these labels.</summary>
    /// <param name="known">The names of the classes.</param>
    /// <param name="written">All labels of the list as it writes them.</param>
    public static string Right(IReadOnlyList<string> known, IReadOnlyCollection<string> written)
    {
        string names = Printable.Text(string.Join(", ", known), 300);
        return CountFromOne(known.Count, written)
            ? $"numbers count from 0 ({Name(known[0])}) to {known.Count - 1} ({Name(known[^1])}), but these seem to count from 1, which would take each clip for another emotion: write names ({names}), or subtract 1 from all of them."
            : $"right are {names}, or a number from 0 to {known.Count - 1}.";
    }

    /// <summary>Whether the numbers begin at 1 and go one too far.</summary>
    private static bool CountFromOne(int classes, IReadOnlyCollection<string> written)
    {
        int?[] numbers = [.. written.Select(DatasetFile.Number).Distinct()];
        return numbers.All(n => n >= 1) && numbers.Max() == classes;
    }

    /// <summary>What is worth a look where a list is numbered and begins at 1, though all its numbers are known; null for nothing.</summary>
    public static string? Warning(ClipDataset data)
    {
        int?[] numbers = [.. data.Clips.Select(c => c.Written is null || data.Labels.Contains(c.Written) ? null : DatasetFile.Number(c.Written)).Distinct()];
        return numbers.All(n => n >= 1)
            ? $"No clip has the label 0 ({Name(data.Labels[0])}): the numbers of labels count from 0. If they count from 1 in this list, each clip is taken for another emotion."
            : null;
    }

    /// <summary>The clips of a data set whose labels a model does not know, as the beginning of a sentence; null if it knows all.</summary>
    /// <param name="data">The clips.</param>
    /// <param name="known">The model's labels.</param>
    public static string? InData(ClipDataset data, IReadOnlyList<string> known)
    {
        bool[] unknown = [.. data.Labels.Select(label => !known.Contains(label, StringComparer.OrdinalIgnoreCase))];
        LabeledClip[] clips = [.. data.Clips.Where(c => unknown[c.Label])];
        if (clips.Length == 0)
            return null;
        IGrouping<string, int>[] groups = Groups(clips.Select(c => (data.Labels[c.Label], c.Line ?? 0)));
        int[] lines = [.. groups[0].Where(l => l > 0)];
        string more = groups[0].Count() > 1 ? $" (and {groups[0].Count() - 1} more of its label)" : "";
        return $"The clip '{Printable.Text(clips[0].Id)}'{(lines.Length > 0 ? " in " + Lines(lines) : "")}{more} has the label '{Name(groups[0].Key)}'{AsWritten(clips[0])}, which the model does not know{NearName.Question(known, groups[0].Key)}{Others(known, groups)}; it knows {Printable.Text(string.Join(", ", known), 300)}";
    }

    /// <summary>A number as the list has it, which the name alone would not lead to.</summary>
    private static string AsWritten(LabeledClip clip) =>
        clip.Written is { } written && DatasetFile.Number(written) is not null ? $" (written {written})" : "";

    private static IGrouping<string, int>[] Groups(IEnumerable<(string Label, int Line)> labels) =>
        [.. labels.GroupBy(l => l.Label, l => l.Line, StringComparer.OrdinalIgnoreCase)];

    private static string Others(IReadOnlyList<string> known, IGrouping<string, int>[] groups)
    {
        string[] named = [.. groups.Skip(1).Take(MostLabels).Select(g =>
            $"'{Name(g.Key)}'{(g.First() > 0 ? " in " + Lines(g) : "")}{NearName.Question(known, g.Key)}")];
        string more = groups.Length > 1 + MostLabels ? $" and {groups.Length - 1 - MostLabels} more" : "";
        return named.Length == 0 ? "" : $", nor is {string.Join(", ", named)}{more} known";
    }

    private static string Lines(IEnumerable<int> lines)
    {
        int[] all = [.. lines];
        string[] named = [.. all.Take(MostRows).Select(l => l.ToString(CultureInfo.InvariantCulture))];
        return all.Length == 1 ? $"line {named[0]}"
            : all.Length > MostRows ? $"lines {string.Join(", ", named)} and {all.Length - MostRows} more"
            : $"lines {string.Join(", ", named[..^1])} and {named[^1]}";
    }

    private static string Name(string label) => Printable.Text(label, MostLetters);
}

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
