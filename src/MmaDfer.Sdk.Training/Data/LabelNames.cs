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
