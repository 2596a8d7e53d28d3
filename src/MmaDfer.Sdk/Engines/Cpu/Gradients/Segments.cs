namespace MmaDfer.Sdk.Engines.Cpu.Gradients;

/// <summary>Where to cut a network so that little has to be kept at the cuts.</summary>
internal static class Segments
{
    /// <summary>First op of each of about <paramref name="count"/> segments of similar length.</summary>
    public static IReadOnlyList<int> Cut(IReadOnlyList<CpuNode> nodes, int count)
    {
        var starts = new List<int> { 0 };
        int length = nodes.Count / count;
        for (int i = 1; i < count && length > 1; i++)
        {
            // The cheapest place within half a segment of the even one.
            int even = nodes.Count * i / count;
            int start = Enumerable.Range(even - length / 2, length).MinBy(cut => Crossing(nodes, cut));
            if (start > starts[^1])
                starts.Add(start);
        }
        return starts;
    }

    /// <summary>Elements that are computed before a place and used after it.</summary>
    private static long Crossing(IReadOnlyList<CpuNode> nodes, int cut) => nodes
        .Take(cut)
        .Where(n => n.Kind is not (OpKind.Input or OpKind.Parameter) && n.Consumers.Any(c => c.Index >= cut))
        .Sum(n => n.Shape.Count);
}
