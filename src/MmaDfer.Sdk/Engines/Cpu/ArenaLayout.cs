namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>Gives each region of a plan an address in one arena; regions that are never in use at the same time overlap.</summary>
internal static unsafe class ArenaLayout
{
    private const int Line = AlignedMemory.Alignment / sizeof(float);

    public static AlignedMemory Place(IReadOnlyList<Phase> phases, IReadOnlyList<Matrix> pinned)
    {
        var regions = new HashSet<Region>();
        for (int phase = 0; phase < phases.Count; phase++)
        {
            foreach (Step step in phases[phase].Steps)
            {
                foreach (Matrix matrix in step.Reads.Concat(step.Results))
                {
                    matrix.Region.Touch(phase);
                    regions.Add(matrix.Region);
                }
            }
        }
        foreach (Matrix matrix in pinned)
        {
            matrix.Region.Touch(0);
            matrix.Region.Touch(phases.Count - 1);
            regions.Add(matrix.Region);
        }
        Overwrite(phases);

        // Constants have their own memory. Large regions first: small ones then fill the gaps.
        Region[] open = [.. regions.Where(r => r.Root == r && r.Address == null).OrderByDescending(r => r.Length)];
        var offsets = new Dictionary<Region, long>();
        foreach (Region region in open)
            offsets[region] = FirstGap(region, offsets);
        var arena = new AlignedMemory(open.Length == 0 ? 0 : open.Max(r => offsets[r] + Rounded(r)));
        arena.Clear();
        foreach (Region region in open)
            region.Address = arena.Address + offsets[region];
        return arena;
    }

    /// <summary>Lets results reuse the memory of an operand that no later step needs.</summary>
    private static void Overwrite(IReadOnlyList<Phase> phases)
    {
        for (int phase = 0; phase < phases.Count; phase++)
        {
            foreach (Step step in phases[phase].Steps)
            {
                if (step.MayOverwrite is not { } operand || step.Result.Region.IsPinned)
                    continue;
                Region from = operand.Region.Root;
                bool wholeRegion = operand.IsDense && operand.Region.Length == step.Result.Region.Length
                    && operand.Width == step.Result.Width;
                bool free = !from.IsPinned && from.LastPhase == phase
                    && phases[phase].Steps.Count(s => s.Reads.Any(m => m.Region.Root == from)) == 1
                    && step.Reads.Count(m => m.Region.Root == from) == 1;
                if (wholeRegion && free)
                    step.Result.Region.TakeOver(from);
            }
        }
    }

    private static long FirstGap(Region region, Dictionary<Region, long> placed)
    {
        long offset = 0;
        foreach ((Region other, long start) in placed
            .Where(p => p.Key.FirstPhase <= region.LastPhase && region.FirstPhase <= p.Key.LastPhase)
            .OrderBy(p => p.Value))
        {
            if (offset + Rounded(region) <= start)
                break;
            offset = Math.Max(offset, start + Rounded(other));
        }
        return offset;
    }

    private static long Rounded(Region region) => (region.Length + Line - 1) / Line * Line;
}
