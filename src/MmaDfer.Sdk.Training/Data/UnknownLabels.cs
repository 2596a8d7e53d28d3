using System.Globalization;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

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
