using System.Diagnostics;

namespace MmaDfer.Sdk.Engines.Cpu;

/// <summary>
/// A fixed schedule of steps in phases over one arena, in parts that run separately (forward pass, backward pass). The steps of a phase
/// do not depend on each other, so threads take items of any of them. Running allocates nothing. One run at a time.
/// </summary>
internal sealed unsafe class Plan : IPreparedNetwork
{
    private readonly Phase[] _phases;
    private readonly int[] _partEnds;
    private readonly AlignedMemory _arena, _scratch;
    private readonly long _scratchStride;
    private readonly Dictionary<string, Matrix> _inputs, _outputs;
    private readonly PhaseBarrier _barrier;

    private int _first, _end;
    private CancellationToken _cancellationToken;

    /// <param name="parts">
    /// Steps of each part, in chunks that run one after the other; a chunk may use all results of earlier ones.
    /// </param>
    /// <param name="inputs">Matrices that the caller fills.</param>
    /// <param name="outputs">Matrices that the caller reads.</param>
    /// <param name="threads">Threads that share the work.</param>
    public Plan(
        IReadOnlyList<IReadOnlyList<IReadOnlyList<Step>>> parts, Dictionary<string, Matrix> inputs, Dictionary<string, Matrix> outputs, int threads)
    {
        _inputs = inputs;
        _outputs = outputs;
        _barrier = new PhaseBarrier(threads);
        Phase[][] phases = [.. parts.Select(chunks => chunks.SelectMany(Phase.Schedule).ToArray())];
        _phases = [.. phases.SelectMany(p => p)];
        _partEnds = [.. phases.Select((_, i) => phases.Take(i + 1).Sum(p => p.Length))];
        _arena = ArenaLayout.Place(_phases, [.. inputs.Values, .. outputs.Values]);
        const int line = AlignedMemory.Alignment / sizeof(float);
        _scratchStride = (parts.SelectMany(p => p).SelectMany(c => c).Max(s => s.ScratchLength) + line - 1) / line * line;
        _scratch = new AlignedMemory(_scratchStride * threads);
    }

    public IReadOnlyList<Phase> Phases => _phases;

    /// <summary>Bytes of all intermediate values together.</summary>
    public long ArenaBytes => _arena.Bytes;

    /// <summary>The memory of an input: row-major, written by the caller before a run.</summary>
    public Span<float> Input(string name) => Elements(_inputs[name]);

    /// <summary>The memory of an output: row-major, valid until the next run.</summary>
    public ReadOnlySpan<float> Output(string name) => Elements(_outputs[name]);

    /// <summary>Selects the part to run. One thread must call it before any enters <see cref="Work"/>.</summary>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Checked once after each phase.</param>
    public void Reset(int part, CancellationToken cancellationToken = default)
    {
        _cancellationToken = cancellationToken;
        _first = part == 0 ? 0 : _partEnds[part - 1];
        _end = _partEnds[part];
        for (int i = _first; i < _end; i++)
            _phases[i].Reset();
    }

    /// <summary>One thread's share of a run; returns when all threads have completed all phases of the part.</summary>
    /// <returns>False, for all threads, if the run was canceled.</returns>
    public bool Work(int thread)
    {
        float* scratch = _scratch.Address + thread * _scratchStride;
        for (int i = _first; i < _end; i++)
        {
            _phases[i].Work(scratch);
            if (!_barrier.Wait(_cancellationToken))
                return false;
        }
        return true;
    }

    /// <summary>Runs step by step on the calling thread alone, and adds each step's time to <paramref name="times"/>.</summary>
    public void RunTimed(Dictionary<string, TimeSpan> times)
    {
        foreach (Step step in _phases.SelectMany(p => p.Steps))
        {
            long start = Stopwatch.GetTimestamp();
            for (int item = 0; item < step.Items; item++)
                step.Run(item, _scratch.Address);
            times[step.Name] = times.GetValueOrDefault(step.Name) + Stopwatch.GetElapsedTime(start);
        }
    }

    public void Dispose()
    {
        _arena.Dispose();
        _scratch.Dispose();
    }

    private static Span<float> Elements(Matrix matrix) => new(matrix.Row(0), checked((int)matrix.Region.Length));
}

/// <summary>Steps that may run at the same time, and the counter by which threads take their items.</summary>
internal sealed unsafe class Phase
{
    private readonly Step[] _steps;
    private readonly int[] _ends;
    private int _next;

    private Phase(IEnumerable<Step> steps)
    {
        // Long items first, so that the last ones are short.
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
