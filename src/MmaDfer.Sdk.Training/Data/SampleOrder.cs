namespace MmaDfer.Sdk.Training.Data;

/// <summary>The order of the clips in an epoch: a pure function of the data set, the options and the epoch.</summary>
internal static class SampleOrder
{
    private const ulong Order = 1, View = 2, Replacement = 3;

    /// <summary>The indices of the clips in order, as many as the data set has clips.</summary>
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

    /// <summary>The random numbers for a view of a clip in an epoch; each occurrence of the clip has its own.</summary>
    public static SeededRandom Views(BatchLoaderOptions options, int epoch, int clip, int occurrence) =>
        SeededRandom.Of(options.Seed, (ulong)epoch, View, (ulong)clip, (ulong)occurrence);

    /// <summary>The random numbers that choose a replacement for an unreadable clip.</summary>
    public static SeededRandom Replacements(BatchLoaderOptions options, int epoch, int position) =>
        SeededRandom.Of(options.Seed, (ulong)epoch, Replacement, (ulong)position);

    /// <summary>The clip at each position, and the number of its earlier occurrences.</summary>
    public static (int Clip, int Occurrence)[] WithOccurrences(int[] order)
    {
        var seen = new Dictionary<int, int>();
        return [.. order.Select(clip => (clip, seen[clip] = seen.GetValueOrDefault(clip, -1) + 1))];
    }

    /// <summary>Cycles through the labels in a new order per cycle; the clips of a label are reshuffled when all have been used.</summary>
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
