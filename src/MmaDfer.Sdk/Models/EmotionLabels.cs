using System.Collections.Immutable;
using System.Globalization;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// The names of a model's classes, in the order of its outputs. A model file holds its own labels; the lists here belong to the two
/// data sets that the published models were trained on. All members are safe to use from any thread.
/// </summary>
public static class EmotionLabels
{
    private const int MaxLabels = 1000, MaxLength = 100;

    /// <summary>The seven emotions of DFEW: happiness, sadness, neutral, anger, surprise, disgust, fear.</summary>
    public static IReadOnlyList<string> Dfew { get; } =
        ImmutableArray.Create("happiness", "sadness", "neutral", "anger", "surprise", "disgust", "fear");

    /// <summary>
    /// The eleven emotions of MAFW in the order of its official lists: the seven of DFEW, then contempt, anxiety,
    /// helplessness, disappointment.
    /// </summary>
    public static IReadOnlyList<string> Mafw { get; } =
        ImmutableArray.CreateRange([.. Dfew, "contempt", "anxiety", "helplessness", "disappointment"]);

    /// <summary>Reads <c>dfew</c>, <c>mafw</c> (in any case) or a list of names separated by commas, in the order of the classes.</summary>
    /// <param name="text">For example <c>dfew</c> or <c>calm,stressed</c>. Spaces around names are removed.</param>
    /// <returns>The names.</returns>
    /// <exception cref="ArgumentException">A name is empty, too long or repeated.</exception>
    public static IReadOnlyList<string> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out IReadOnlyList<string> labels) is { } fault ? throw new ArgumentException(Sentence(fault), nameof(text)) : labels;
    }

    /// <summary>Like <see cref="Parse"/>, but returns the reason why a text is not a list of labels, as a clause; null if it is one.</summary>
    internal static string? TryParse(string text, out IReadOnlyList<string> labels)
    {
        labels = text.Trim().ToUpperInvariant() switch
        {
            "DFEW" => Dfew,
            "MAFW" => Mafw,
            _ => ImmutableArray.Create(text.Split(',', StringSplitOptions.TrimEntries)),
        };
        return Fault(labels);
    }

    /// <summary>The labels of a model without labels of its own: those of DFEW or MAFW if it has as many classes.</summary>
    internal static IReadOnlyList<string> OfClasses(int classes) =>
        classes == Dfew.Count ? Dfew
        : classes == Mafw.Count ? Mafw
        : [.. Enumerable.Range(0, classes).Select(i => "class" + i.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The index of a label; -1 if it is not in the list. Does not allocate.</summary>
    internal static int IndexOf(IReadOnlyList<string> labels, string? label)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i] == label)
                return i;
        }
        return -1;
    }

    /// <summary>A copy of labels that come from a file, checked.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="what">Their name in errors.</param>
    /// <param name="classes">Their number, if it is known.</param>
    /// <exception cref="ModelFileException">They are no valid labels, or not as many.</exception>
    internal static IReadOnlyList<string> Check(IReadOnlyList<string> labels, string what, int? classes = null)
    {
        if (classes is int count && labels.Count != count)
            throw new ModelFileException($"{what}: {labels.Count} names for {count} classes; one for each class is needed.");
        return Fault(labels) is { } fault ? throw new ModelFileException($"{what}: {fault}.") : ImmutableArray.CreateRange(labels);
    }

    /// <summary>A copy of labels that a caller gave, checked.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="parameterName">The parameter that holds them.</param>
    /// <exception cref="ArgumentException">They are no valid labels.</exception>
    internal static IReadOnlyList<string> CheckArgument(IReadOnlyList<string> labels, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(labels, parameterName);
        return Fault(labels) is { } fault ? throw new ArgumentException(Sentence(fault), parameterName) : ImmutableArray.CreateRange(labels);
    }

    private static string? Fault(IReadOnlyList<string> labels)
    {
        if (labels.Count is 0 or > MaxLabels)
            return $"{labels.Count} names; the number must be between 1 and {MaxLabels}";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string label in labels)
        {
            if (string.IsNullOrWhiteSpace(label) || label.Length > MaxLength || label.Any(char.IsControl))
                return $"the name '{Printable.Text(label ?? "")}' is empty, longer than {MaxLength} characters or contains control characters; use 'dfew', 'mafw' or names separated by commas";
            if (!seen.Add(label))
                return $"the name '{Printable.Text(label)}' is there twice; each class needs a name of its own";
        }
        return null;
    }

    private static string Sentence(string fault) => $"Labels: {fault}.";
}
