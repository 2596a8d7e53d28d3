using System.Globalization;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Maps the labels written in a list, case-insensitive names or numbers, to classes. If no names are given, uses those of DFEW or MAFW
/// if they include all labels of the list; otherwise the labels of the list, in ordinal order.
/// </summary>
internal static class LabelNames
{
    private const int MaxClasses = 1000;

    /// <summary>Returns the names of the classes.</summary>
    /// <param name="given">The names in the order of the classes; null if unknown.</param>
    /// <param name="written">The distinct labels of the list.</param>
    /// <param name="origin">Name of the list in errors.</param>
    public static IReadOnlyList<string> Decide(IReadOnlyList<string>? given, IReadOnlyCollection<string> written, string origin)
    {
        if (given is not null)
            return given;
        if (written.All(w => DatasetFile.Number(w) is < MaxClasses))
            return EmotionLabels.OfClasses(CountClasses(written.Max(w => DatasetFile.Number(w)!.Value) + 1));
        IReadOnlyList<string> names = new[] { EmotionLabels.Dfew, EmotionLabels.Mafw }
            .FirstOrDefault(known => written.All(w => IndexOf(known, w) >= 0))
            ?? [.. written.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        // A number has no meaning among custom names, because their order is unknown.
        if (names.FirstOrDefault(n => DatasetFile.Number(n) is not null) is { } number)
            throw new DatasetException($"{origin}: the label '{number}' is a number, but other labels are names ({Printable.Text(string.Join(", ", names), 300)}); write its name, or specify the labels in the order of their numbers.");
        try
        {
            return EmotionLabels.Check(names, origin);
        }
        catch (ModelFileException exception)
        {
            throw new DatasetException(exception.Message, exception);
        }
    }

    /// <summary>The class of a label that a list gives by its name or number; -1 for none.</summary>
    public static int IndexOf(IReadOnlyList<string> names, string written) =>
        IndexOfName(names, written) is >= 0 and var index ? index
        : DatasetFile.Number(written) is int number && number < names.Count ? number
        : -1;

    /// <summary>The class of a name, in any case; -1 for none.</summary>
    public static int IndexOfName(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }

    /// <summary>The number of classes if all labels are numbers: that of DFEW or MAFW if it is large enough.</summary>
    private static int CountClasses(int classes) =>
        classes <= EmotionLabels.Dfew.Count ? EmotionLabels.Dfew.Count
        : classes <= EmotionLabels.Mafw.Count ? EmotionLabels.Mafw.Count
        : classes;
}

/// <summary>Describes labels that a model does not know in one sentence, with their lines and the probably intended labels.</summary>
internal static class UnknownLabels
{
    private const int MaxRows = 3, MaxLabels = 3, MaxLetters = 60;

    /// <summary>Describes the unknown labels of a list and the valid ones. The text starts with the lines of the first unknown label.</summary>
    /// <param name="known">The names of the classes.</param>
    /// <param name="written">All labels as written in the list, with their lines.</param>
    /// <param name="unknown">Returns whether a label is unknown; at least one is.</param>
    public static string InList(
        IReadOnlyList<string> known, IReadOnlyCollection<(string Label, int Line)> written, Func<string, bool> unknown)
    {
        IGrouping<string, int>[] groups = Groups(written.Where(w => unknown(w.Label)));
        return $"{Lines(groups[0])}: the label '{Name(groups[0].Key)}' is unknown{NearName.Question(known, groups[0].Key)}{Others(known, groups)}; {Right(known, [.. written.Select(w => w.Label)])}";
    }

    /// <summary>Describes the valid labels.</summary>
    /// <param name="known">The names of the classes.</param>
    /// <param name="written">All labels as written in the list.</param>
    public static string Right(IReadOnlyList<string> known, IReadOnlyCollection<string> written)
    {
        string names = Printable.Text(string.Join(", ", known), 300);
        return CountFromOne(known.Count, written)
            ? $"numbers count from 0 ({Name(known[0])}) to {known.Count - 1} ({Name(known[^1])}), but these seem to count from 1, which would give each clip the wrong label; write names ({names}), or subtract 1 from all numbers."
            : $"it must be one of {names}, or a number between 0 and {known.Count - 1}.";
    }

    /// <summary>Whether the numbers start at 1 and end one too high.</summary>
    private static bool CountFromOne(int classes, IReadOnlyCollection<string> written)
    {
        int?[] numbers = [.. written.Select(DatasetFile.Number).Distinct()];
        return numbers.All(n => n >= 1) && numbers.Max() == classes;
    }

    /// <summary>A warning if a list has numbers that start at 1, although all are valid; otherwise null.</summary>
    public static string? Warning(ClipDataset data)
    {
        int?[] numbers = [.. data.Clips.Select(c => c.Written is null || data.Labels.Contains(c.Written) ? null : DatasetFile.Number(c.Written)).Distinct()];
        return numbers.All(n => n >= 1)
            ? $"No clip has the label 0 ({Name(data.Labels[0])}): label numbers count from 0; if this list counts from 1, each clip has the wrong label."
            : null;
    }

    /// <summary>Describes the clips whose labels the model does not know, as the start of a sentence; null if it knows all labels.</summary>
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
        string more = groups[0].Count() > 1 ? $" (and {groups[0].Count() - 1} more with this label)" : "";
        return $"The clip '{Printable.Text(clips[0].Id)}'{(lines.Length > 0 ? " in " + Lines(lines) : "")}{more} has the label '{Name(groups[0].Key)}'{AsWritten(clips[0])}, which the model does not know{NearName.Question(known, groups[0].Key)}{Others(known, groups)}; it knows {Printable.Text(string.Join(", ", known), 300)}";
    }

    /// <summary>The number as written in the list, so that the user can find it.</summary>
    private static string AsWritten(LabeledClip clip) =>
        clip.Written is { } written && DatasetFile.Number(written) is not null ? $" (written {written})" : "";

    private static IGrouping<string, int>[] Groups(IEnumerable<(string Label, int Line)> labels) =>
        [.. labels.GroupBy(l => l.Label, l => l.Line, StringComparer.OrdinalIgnoreCase)];

    private static string Others(IReadOnlyList<string> known, IGrouping<string, int>[] groups)
    {
        string[] named = [.. groups.Skip(1).Take(MaxLabels).Select(g =>
            $"'{Name(g.Key)}'{(g.First() > 0 ? " in " + Lines(g) : "")}{NearName.Question(known, g.Key)}")];
        string more = groups.Length > 1 + MaxLabels ? $" and {groups.Length - 1 - MaxLabels} more" : "";
        return named.Length == 0 ? "" : $", nor is {string.Join(", ", named)}{more} known";
    }

    private static string Lines(IEnumerable<int> lines)
    {
        int[] all = [.. lines];
        string[] named = [.. all.Take(MaxRows).Select(l => l.ToString(CultureInfo.InvariantCulture))];
        return all.Length == 1 ? $"line {named[0]}"
            : all.Length > MaxRows ? $"lines {string.Join(", ", named)} and {all.Length - MaxRows} more"
            : $"lines {string.Join(", ", named[..^1])} and {named[^1]}";
    }

    private static string Name(string label) => Printable.Text(label, MaxLetters);
}

/// <summary>Finds the name that the user probably meant: happiness for "hapiness" and "Happy", sadness for "sad".</summary>
internal static class NearName
{
    private const int MinStart = 3, MaxLength = 100;

    /// <summary>The name with the smallest edit distance, or else the only name with a similar start; null for none.</summary>
    public static string? Of(IEnumerable<string> names, string written)
    {
        if (written.Length > MaxLength)
            return null;
        string[] others = [.. names.Where(n => !n.Equals(written, StringComparison.OrdinalIgnoreCase))];
        string? nearest = others.MinBy(n => EditDistance(n, written));
        if (nearest is not null && EditDistance(nearest, written) <= Math.Max(1, Math.Max(nearest.Length, written.Length) / 4))
            return nearest;
        string[] alike = [.. others.Where(n => HaveSimilarStart(n, written))];
        return alike.Length == 1 ? alike[0] : null;
    }

    /// <summary>A question to append to an unknown name; empty if no name is similar.</summary>
    public static string Question(IEnumerable<string> names, string written) =>
        Of(names, written) is { } near ? $" (did you mean '{Weights.Printable.Text(near, 60)}'?)" : "";

    private static bool HaveSimilarStart(string a, string b)
    {
        int shorter = Math.Min(a.Length, b.Length), same = 0;
        while (same < shorter && Same(a[same], b[same]))
            same++;
        return same >= MinStart && 5 * same >= 3 * shorter;
    }

    /// <summary>The case-insensitive edit distance (optimal string alignment).</summary>
    private static int EditDistance(string a, string b)
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
