namespace MmaDfer.Cli.Timeline;

/// <summary>Moves labels apart that would cover each other, as little as possible.</summary>
internal static class LabelSpread
{
    /// <param name="wanted">Where each label would best stand, ascending.</param>
    /// <param name="gap">Least distance from one to the next; less where there is no room for it.</param>
    /// <param name="first">No label stands before this.</param>
    /// <param name="last">No label stands after this.</param>
    public static double[] Spread(double[] wanted, double gap, double first, double last)
    {
        double[] places = [.. wanted];
        if (places.Length > 1)
            gap = Math.Min(gap, (last - first) / (places.Length - 1));
        for (int i = 0; i < places.Length; i++)
            places[i] = Math.Max(places[i], i == 0 ? first : places[i - 1] + gap);
        for (int i = places.Length - 1; i >= 0; i--)
            places[i] = Math.Min(places[i], i == places.Length - 1 ? last : places[i + 1] - gap);
        return places;
    }
}
