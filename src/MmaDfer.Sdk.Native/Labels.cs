namespace MmaDfer.Sdk.Native;

/// <summary>Labels by number.</summary>
internal static class Labels
{
    /// <summary><c>MMADFER_MAX_LABELS</c>.</summary>
    public const int Max = 32;

    /// <summary>Characters of a label, at most: <c>MMADFER_LABEL_SIZE</c> bytes hold them.</summary>
    public const int MaxLength = 100;

    /// <exception cref="ModelFileException">There are more labels than a prediction has room for.</exception>
    public static void Check(IReadOnlyList<string> labels)
    {
        if (labels.Count > Max)
            throw new ModelFileException($"The model has {labels.Count} labels; the C interface has room for {Max}.");
    }

    /// <summary>Writes the name of a label into a caller's buffer.</summary>
    /// <exception cref="ArgumentException">There is no such label, or no buffer.</exception>
    public static unsafe ErrorCode WriteTo(IReadOnlyList<string> labels, int label, byte* text, int capacity)
    {
        if (label < 0 || label >= labels.Count)
            throw new ArgumentException($"label is {label}; the labels are numbered from 0 to {labels.Count - 1}.");
        return Text.WriteTo(labels[label], text, capacity);
    }
}
