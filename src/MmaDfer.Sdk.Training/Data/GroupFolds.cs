using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Divides clips into folds so that each label has about the same share in all of them and no group is in two. Visits the groups in random
/// order, large ones first, and puts each into the fold that has the fewest clips of the group's labels.
/// </summary>
internal static class GroupFolds
{
    /// <returns>The fold of each clip, from 0.</returns>
    /// <exception cref="DatasetException">There are fewer groups than folds.</exception>
    public static int[] Assign(ClipDataset dataset, int? folds, ulong seed, out int count)
    {
        int nameless = dataset.Clips.Count(c => c.Group is null);
        if (folds is null && nameless > 0)
            throw new DatasetException($"{nameless} of {dataset.Clips.Count} clips name no group, so there cannot be one fold for each; fill in the column, or choose a number of folds.");
        int[][] groups = Groups(dataset);
        count = folds ?? groups.Length;
        if (groups.Length == 1)
            throw new DatasetException($"All {dataset.Clips.Count} clips are of one group ('{Name(dataset.Clips[0])}'), so there is nobody else to judge the training by; add clips of other people.");
        if (groups.Length < count)
            throw new DatasetException($"The clips are of {groups.Length} groups, fewer than {count} folds; add clips of other people, or choose fewer folds.");
        SeededRandom.Of(seed).Shuffle<int[]>(groups);
        // Large groups first, while there is room to even them out; the sort is stable.
        groups = [.. groups.OrderByDescending(g => g.Length)];
        int[] result = new int[dataset.Clips.Count], sizes = new int[count];
        int[,] labels = new int[count, dataset.Labels.Count];
        foreach (int[] group in groups)
        {
            int best = Enumerable.Range(0, count).MinBy(fold => (group.Sum(clip => labels[fold, dataset.Clips[clip].Label]), sizes[fold]));
            foreach (int clip in group)
            {
                result[clip] = best;
                labels[best, dataset.Clips[clip].Label]++;
            }
            sizes[best] += group.Length;
        }
        return result;
    }

    /// <summary>The clips of each group; a clip without a group is one of its own.</summary>
    public static int[][] Groups(ClipDataset dataset) =>
    [
        .. dataset.Clips.Index()
            .GroupBy(c => c.Item.Group is { } group ? "g" + group : "c" + c.Item.Id, StringComparer.Ordinal)
            .Select(g => g.Select(c => c.Index).ToArray()),
    ];

    private static string Name(LabeledClip clip) => Printable.Text(clip.Group ?? clip.Id, 60);
}
