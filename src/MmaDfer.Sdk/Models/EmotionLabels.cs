using System.Collections.Immutable;
using System.Globalization;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// The names of a model's classes, in the order of its outputs. They belong to the model's file; the lists here are those of
/// the two data sets that the published models were trained on. All members are safe to use from any thread.
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

    /// <summary>Reads <c>dfew</c>, <c>mafw</c> (in any case) or a list of names with commas, in the order of the classes.</summary>
    /// <param name="text">For example <c>dfew</c> or <c>calm,stressed</c>. Spaces around names are dropped.</param>
    /// <returns>The names.</returns>
    /// <exception cref="MmaDferException">A name is empty, too long or there twice.</exception>
    public static IReadOnlyList<string> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim().ToUpperInvariant() switch
        {
            "DFEW" => Dfew,
            "MAFW" => Mafw,
            _ => Check(text.Split(',', StringSplitOptions.TrimEntries), $"labels '{Printable.Text(text)}'"),
        };
    }

    /// <summary>The names that a model without names of its own gets: those of DFEW or MAFW if it has as many classes.</summary>
    internal static IReadOnlyList<string> OfClasses(int classes) =>
        classes == Dfew.Count ? Dfew
        : classes == Mafw.Count ? Mafw
        : [.. Enumerable.Range(0, classes).Select(i => "class" + i.ToString(CultureInfo.InvariantCulture))];

    /// <summary>A copy of the names, checked.</summary>
    /// <param name="labels">The names.</param>
    /// <param name="what">What an error calls them.</param>
    /// <param name="classes">How many there must be, if that is known.</param>
    internal static IReadOnlyList<string> Check(IReadOnlyList<string> labels, string what, int? classes = null)
    {
        if (classes is int count && labels.Count != count)
            throw new ModelFileException($"{what}: {labels.Count} names for {count} classes; there must be one for each class.");
        if (labels.Count is 0 or > MaxLabels)
            throw new ModelFileException($"{what}: {labels.Count} names; from 1 to {MaxLabels} are allowed.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string label in labels)
        {
            if (string.IsNullOrWhiteSpace(label) || label.Length > MaxLength || label.Any(char.IsControl))
                throw new ModelFileException($"{what}: the name '{Printable.Text(label ?? "")}' is empty, longer than {MaxLength} characters or holds control characters; use 'dfew', 'mafw' or names with commas.");
            if (!seen.Add(label))
                throw new ModelFileException($"{what}: the name '{Printable.Text(label)}' is there twice; each class needs its own.");
        }
        return ImmutableArray.CreateRange(labels);
    }
}
