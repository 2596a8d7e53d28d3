namespace MmaDfer.Sdk.Training.Data;

/// <summary>Which clip comes at which place of an epoch: a pure function of data set, options and epoch.</summary>
internal static class SampleOrder
{
    private const ulong Order = 1, View = 2, Replacement = 3;

    /// <summary>Indices of the clips in order, as many as the data set has.</summary>
    public static int[] Of(ClipDataset dataset, BatchLoaderOptions options, int epoch)
    {
        int[] order = [.. Enumerable.Range(0, dataset.Clips.Count)];
        if (!options.Shuffle)
            return order;
        var random = SeededRandom.Of(options.Seed, (ulong)epoch, Order);
        if (options.ClassBalanced)
            return Balanced(dataset, random);
        random.Shuffle<int>(order);
        return order;
    }

    /// <summary>The draws of a clip's view in an epoch, or, where the clip comes again, of its next view.</summary>
    public static SeededRandom Views(BatchLoaderOptions options, int epoch, int clip, int occurrence) =>
        SeededRandom.Of(options.Seed, (ulong)epoch, View, (ulong)clip, (ulong)occurrence);

    /// <summary>The draws that find a clip for the place of one that cannot be read.</summary>
    public static SeededRandom Replacements(BatchLoaderOptions options, int epoch, int position) =>
        SeededRandom.Of(options.Seed, (ulong)epoch, Replacement, (ulong)position);

    /// <summary>For each place its clip, and how often that came before.</summary>
    public static (int Clip, int Occurrence)[] WithOccurrences(int[] order)
    {
        var seen = new Dictionary<int, int>();
        return [.. order.Select(clip => (clip, seen[clip] = seen.GetValueOrDefault(clip, -1) + 1))];
    }

    /// <summary>Labels in turn, in a new order each turn; the clips of each label in a new order each time they are used up.</summary>
    private static int[] Balanced(ClipDataset dataset, SeededRandom random)
    {
        int[][] clips = [.. dataset.Clips.Index().GroupBy(c => c.Item.Label).OrderBy(g => g.Key).Select(g => g.Select(c => c.Index).ToArray())];
        int[] next = new int[clips.Length], turn = [.. Enumerable.Range(0, clips.Length)];
        int[] order = new int[dataset.Clips.Count];
        for (int i = 0; i < order.Length; i++)
        {
            if (i % turn.Length == 0)
                random.Shuffle<int>(turn);
            int label = turn[i % turn.Length], place = next[label]++ % clips[label].Length;
            if (place == 0)
                random.Shuffle<int>(clips[label]);
            order[i] = clips[label][place];
        }
        return order;
    }
}
