namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Splits clips so that each label has about the same share in both parts and no group is in both. Takes the groups (a clip
/// without one is its own) in random order, large ones first; a group goes to the validation clips if that brings its labels nearer to
/// their share.
/// </summary>
internal static class StratifiedSplit
{
    public static (List<LabeledClip> Training, List<LabeledClip> Validation) Split(ClipDataset dataset, double share, ulong seed)
    {
        int[][] groups = [.. dataset.Clips.Index()
            .GroupBy(c => c.Item.Group is { } group ? "g" + group : "c" + c.Item.Id, StringComparer.Ordinal)
            .Select(g => g.Select(c => c.Index).ToArray())];
        SeededRandom.Of(seed).Shuffle<int[]>(groups);
        // Large groups first, while there is room for them; the sort is stable.
        groups = [.. groups.OrderByDescending(g => g.Length)];
        double[] missing = new double[dataset.Labels.Count];
        foreach (LabeledClip clip in dataset.Clips)
            missing[clip.Label] += share;
        bool[] second = new bool[dataset.Clips.Count];
        int[] counts = new int[missing.Length];
        foreach (int[] group in groups)
        {
            Array.Clear(counts);
            foreach (int clip in group)
                counts[dataset.Clips[clip].Label]++;
            double gain = 0;
            for (int label = 0; label < counts.Length; label++)
                gain += counts[label] * (2 * missing[label] - counts[label]);
            if (gain <= 1e-9)
                continue;
            foreach (int clip in group)
                second[clip] = true;
            for (int label = 0; label < counts.Length; label++)
                missing[label] -= counts[label];
        }
        return (Part(dataset, second, false), Part(dataset, second, true));
    }

    // In the order of the data set: the draws only decide where a clip goes.
    private static List<LabeledClip> Part(ClipDataset dataset, bool[] second, bool wanted) =>
        [.. dataset.Clips.Where((_, i) => second[i] == wanted)];
}

/// <summary>The two parts of a split data set.</summary>
public sealed class DatasetSplit
{
    internal DatasetSplit(ClipDataset training, ClipDataset validation) => (Training, Validation) = (training, validation);

    /// <summary>Clips to train with.</summary>
    public ClipDataset Training { get; }

    /// <summary>Clips to validate with.</summary>
    public ClipDataset Validation { get; }
}
