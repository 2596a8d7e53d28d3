namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>Steps that may run side by side, and the counter by which threads take their items.</summary>
internal sealed unsafe class Phase
{
    private readonly Step[] _steps;
    private readonly int[] _ends;
    private int _next;

    private Phase(IEnumerable<Step> steps)
    {
        // Long items first: what is left at the end is then small.
        _steps = [.. steps.OrderByDescending(s => (long)s.Result.Rows * s.Result.Width)];
        _ends = new int[_steps.Length];
        int end = 0;
        for (int i = 0; i < _steps.Length; i++)
            _ends[i] = end += _steps[i].Items;
    }

    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>
    /// Puts each step into the first phase after all earlier steps that write what it reads, or read what it writes.
    /// </summary>
    public static Phase[] Schedule(IReadOnlyList<Step> steps)
    {
        var written = new Dictionary<Region, int>();
        var read = new Dictionary<Region, int>();
        var phases = new List<List<Step>>();
        foreach (Step step in steps)
        {
            int phase = 0;
            foreach (Matrix matrix in step.Results)
                phase = Math.Max(phase, read.GetValueOrDefault(matrix.Region, -1) + 1);
            foreach (Matrix matrix in step.Reads)
                phase = Math.Max(phase, written.GetValueOrDefault(matrix.Region, -1) + 1);
            foreach (Matrix matrix in step.Reads)
                read[matrix.Region] = Math.Max(phase, read.GetValueOrDefault(matrix.Region, -1));
            foreach (Matrix matrix in step.Results)
                written[matrix.Region] = Math.Max(phase, written.GetValueOrDefault(matrix.Region, -1));
            while (phases.Count <= phase)
                phases.Add([]);
            phases[phase].Add(step);
        }
        return [.. phases.Select(p => new Phase(p))];
    }

    public void Reset() => _next = 0;

    /// <summary>Takes items until none is left.</summary>
    public void Work(float* scratch)
    {
        while (true)
        {
            int item = Interlocked.Increment(ref _next) - 1;
            if (item >= _ends[^1])
                return;
            int step = 0;
            while (item >= _ends[step])
                step++;
            _steps[step].Run(step == 0 ? item : item - _ends[step - 1], scratch);
        }
    }
}
