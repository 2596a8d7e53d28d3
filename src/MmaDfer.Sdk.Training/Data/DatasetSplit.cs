namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Splits clips so that each label has about the same share in both parts and no group is in both. Visits the groups in random order,
/// large ones first (a clip without a group is its own group), and moves a group to the validation clips if this brings its labels
/// closer to their share.
/// </summary>
internal static class StratifiedSplit
{
    public static (List<LabeledClip> Training, List<LabeledClip> Validation) Split(ClipDataset dataset, double share, ulong seed)
    {
        int[][] groups = GroupFolds.Groups(dataset);
        SeededRandom.Of(seed).Shuffle<int[]>(groups);
        // Large groups first, while they fit; the sort is stable.
        groups = [.. groups.OrderByDescending(g => g.Length)];
        double[] missing = new double[dataset.Labels.Count];
        foreach (LabeledClip clip in dataset.Clips)
            missing[clip.Label] += share;
        bool[] inValidation = new bool[dataset.Clips.Count];
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
                inValidation[clip] = true;
            for (int label = 0; label < counts.Length; label++)
                missing[label] -= counts[label];
        }
        return (Part(dataset, inValidation, false), Part(dataset, inValidation, true));
    }

    // Keep the order of the data set; the random draws only choose the part of a clip.
    private static List<LabeledClip> Part(ClipDataset dataset, bool[] inValidation, bool validation) =>
        [.. dataset.Clips.Where((_, i) => inValidation[i] == validation)];
}

/// <summary>The two parts of a split data set.</summary>
public sealed class DatasetSplit
{
    internal DatasetSplit(ClipDataset training, ClipDataset validation) => (Training, Validation) = (training, validation);

    /// <summary>The training clips.</summary>
    public ClipDataset Training { get; }

    /// <summary>The validation clips.</summary>
    public ClipDataset Validation { get; }
}
