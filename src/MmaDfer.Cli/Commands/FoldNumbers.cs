using System.CommandLine.Parsing;
using System.Globalization;

namespace MmaDfer.Cli.Commands;

/// <summary>The value of <c>--folds</c>: how many (5), from which to which (1-5), or a list (1,3).</summary>
internal static class FoldNumbers
{
    /// <summary>Stands for a fold's number.</summary>
    public const string Place = "{}";

    private const int Most = 100;

    public static string Put(string text, int fold) => text.Replace(Place, fold.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public static IReadOnlyList<int>? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Numbers(text) is { } folds && folds.Distinct().Count() == folds.Count)
            return folds;
        result.AddError($"--folds {text}: must be a number of folds (5), a range (1-5) or a list of different numbers (1,3), each from 0 to {Most}.");
        return null;
    }

    private static List<int>? Numbers(string text)
    {
        if (text.Contains(','))
        {
            int?[] list = [.. text.Split(',').Select(Number)];
            return list.Length <= Most && list.All(n => n is not null) ? [.. list.Select(n => n!.Value)] : null;
        }
        string[] ends = text.Split('-');
        int? from = ends.Length == 2 ? Number(ends[0]) : 1, to = ends.Length <= 2 ? Number(ends[^1]) : null;
        return from <= to ? [.. Enumerable.Range(from!.Value, to!.Value - from.Value + 1)] : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= Most ? number : null;
}
