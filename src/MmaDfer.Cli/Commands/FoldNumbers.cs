using System.CommandLine.Parsing;
using System.Globalization;

namespace MmaDfer.Cli.Commands;

/// <summary>The value of <c>--folds</c>: their number (5), a range (1-5) or a list (1,3).</summary>
internal static class FoldNumbers
{
    /// <summary>The placeholder of a fold's number.</summary>
    public const string Placeholder = "{}";

    private const int MaxNumber = 100;

    public static string Insert(string text, int fold) => text.Replace(Placeholder, fold.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public static IReadOnlyList<int>? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (ParseNumbers(text) is { } folds && folds.Distinct().Count() == folds.Count)
            return folds;
        result.AddError($"--folds {text}: must be a number of folds (5), a range (1-5) or a list of different numbers (1,3), each between 0 and {MaxNumber}.");
        return null;
    }

    private static List<int>? ParseNumbers(string text)
    {
        if (text.Contains(','))
        {
            int?[] list = [.. text.Split(',').Select(ParseNumber)];
            return list.Length <= MaxNumber && list.All(n => n is not null) ? [.. list.Select(n => n!.Value)] : null;
        }
        string[] ends = text.Split('-');
        int? from = ends.Length == 2 ? ParseNumber(ends[0]) : 1, to = ends.Length <= 2 ? ParseNumber(ends[^1]) : null;
        return from <= to ? [.. Enumerable.Range(from!.Value, to!.Value - from.Value + 1)] : null;
    }

    private static int? ParseNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= MaxNumber ? number : null;
}
