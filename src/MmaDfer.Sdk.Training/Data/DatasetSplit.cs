namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Parts clips in two so that each label has about the same share in both, and that no group is in both. Groups (a clip
/// without one is its own) are taken in a random order; one goes to the second part where that brings its labels nearer to
/// their share.
/// </summary>
internal static class DatasetSplit
{
    public static (List<LabeledClip> First, List<LabeledClip> Second) Split(ClipDataset dataset, double share, ulong seed)
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
