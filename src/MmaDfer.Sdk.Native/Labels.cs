namespace MmaDfer.Sdk.Native;

/// <summary>Labels by number.</summary>
internal static class Labels
{
    /// <summary><c>MMADFER_MAX_LABELS</c>.</summary>
    public const int Max = 32;

    /// <exception cref="ModelFileException">There are more labels than a prediction has room for.</exception>
    public static void Check(IReadOnlyList<string> labels)
    {
        if (labels.Count > Max)
            throw new ModelFileException($"The model has {labels.Count} labels; the C interface has room for {Max}.");
    }
}
