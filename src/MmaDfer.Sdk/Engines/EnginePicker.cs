using System.Globalization;
using MmaDfer.Sdk.Engines.Picking;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Engines;

/// <summary>
/// Runs on the first of several engines that works, and survives its loss. Each engine must open within a time limit and compute a
/// tiny network whose answer is known before it is trusted. Where a run fails, hangs or answers what is not a number (out of memory,
/// device removed), the same clip is run again on the next engine, and the lost one is tried again in the background. What was tried and why
/// not is in <see cref="EmotionRecognizer.Engines"/>, changes are told by <see cref="EmotionRecognizer.EngineChanged"/>. Engines with
/// a driver run on a thread of their own, which is left behind if the driver hangs: native calls cannot be ended. The model's file
/// stays open as long as the recognizer lives (a stream is copied to memory instead), since another engine may need its weights.
/// </summary>
public sealed class EnginePicker : Engine
{
    /// <summary>Describes a choice among engines.</summary>
    /// <param name="candidates">The engines in order of preference; null for <see cref="DefaultCandidates"/>. The CPU belongs at the end.</param>
    /// <exception cref="ArgumentException">No engine, one twice, or a picker among them.</exception>
    public EnginePicker(IReadOnlyList<Engine>? candidates = null)
    {
        Candidates = candidates is null ? DefaultCandidates() : [.. candidates];
        if (Candidates.Count == 0)
            throw new ArgumentException("At least one engine is needed.", nameof(candidates));
        if (Candidates.Any(c => c is null or EnginePicker) || Candidates.Distinct().Count() < Candidates.Count)
            throw new ArgumentException("Each engine must be there once, and be no picker itself.", nameof(candidates));
    }

    /// <summary>The engines in order of preference.</summary>
    public IReadOnlyList<Engine> Candidates { get; }

    /// <summary>
    /// Name of the engine that must run the model when it is loaded (it is tried first); where it does not work, loading ends
    /// with an error. Null: any. When it is lost later, the others stand in for it all the same.
    /// </summary>
    public string? RequireEngine { get; init; }

    /// <summary>
    /// Times each engine that works on the model itself while loading, and takes the quickest (an integrated GPU can be slower
    /// than the CPU). Loading then reads the weights once for each engine.
    /// </summary>
    public bool Fastest { get; init; }

    /// <summary>
    /// Opens the next engine that works too, and keeps it open: losing an engine then costs one run, but memory for a second
    /// copy of the weights. Otherwise the next one is opened when it is needed.
    /// </summary>
    public bool KeepSpare { get; init; }

    /// <summary>
    /// How long an engine may take to open: proof, weights, first run. One that takes longer is never tried again.
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan OpenTimeLimit { get; init => field = TimeLimit.Check(value, nameof(OpenTimeLimit)); } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// How long one run may take before the engine counts as hung. Does not hold for the CPU. <see cref="Timeout.InfiniteTimeSpan"/> for
    /// no limit.
    /// </summary>
    public TimeSpan RunTimeLimit { get; init => field = TimeLimit.Check(value, nameof(RunTimeLimit)); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The pause before a lost engine is tried again; it doubles with each failure. <see cref="Timeout.InfiniteTimeSpan"/>: it is not tried again
    /// by itself.
    /// </summary>
    public TimeSpan FirstRetryPause { get; init => field = TimeLimit.Check(value, nameof(FirstRetryPause)); } = TimeSpan.FromSeconds(2);

    /// <summary>What pauses grow to; <see cref="Timeout.InfiniteTimeSpan"/>: without end.</summary>
    public TimeSpan LongestRetryPause { get; init => field = TimeLimit.Check(value, nameof(LongestRetryPause)); } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public override string Name => EngineNames.Auto;

    /// <inheritdoc/>
    public override string Description => $"the {(Fastest ? "fastest" : "first")} that works of {string.Join(", ", Candidates.Select(c => c.Name))}";

    /// <summary>What pauses are measured with.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Those that cannot stay as they are: the processor stands in for a GPU that computes with less.</summary>
    internal override Engine? With(NumberFormat numbers) => new EnginePicker([.. Candidates.Select(c => c.With(numbers) ?? c)])
    {
        RequireEngine = RequireEngine,
        Fastest = Fastest,
        KeepSpare = KeepSpare,
        OpenTimeLimit = OpenTimeLimit,
        RunTimeLimit = RunTimeLimit,
        FirstRetryPause = FirstRetryPause,
        LongestRetryPause = LongestRetryPause,
        Time = Time,
    };

    internal override bool CanHang => false;

    internal override bool KeepsWeights => true;

    internal override bool Batches => Candidates.Any(c => c.Batches);

    /// <summary>
    /// The engines that this SDK tries by itself, the best first: CUDA (TorchSharp's, if it is registered, then ONNX Runtime's),
    /// DirectML, WebGPU, CPU.
    /// </summary>
    /// <param name="threads">Threads of the CPU engine, as <see cref="CpuEngine"/> takes them.</param>
    public static IReadOnlyList<Engine> DefaultCandidates(int threads = 0) =>
    [
        .. AddedEngines.All.Where(added => added.TriedByDefault).Select(added => added.Create(0, threads)),
        .. new[] { OnnxProvider.Cuda, OnnxProvider.DirectML, OnnxProvider.WebGpu }.Select(p => new OnnxEngine(new() { Provider = p })),
        new CpuEngine(threads),
    ];

    /// <summary>
    /// Opens each engine, lets it compute the proof network and closes it again: for a table of what works on this machine.
    /// </summary>
    /// <param name="cancellationToken">Looked at between engines and while waiting.</param>
    /// <returns>
    /// For each engine whether it is <see cref="EngineState.Ready"/> or <see cref="EngineState.Refused"/>, why, and what it took.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<EngineReport> Examine(CancellationToken cancellationToken = default)
    {
        var recipe = new NetworkRecipe(ProofNetwork.Build);
        var reports = new List<EngineReport>();
        foreach (Engine engine in Candidates)
        {
            var candidate = new Candidate(engine);
            TryOpen(candidate, recipe, Memory(recipe), measure: true, null, cancellationToken);
            reports.Add(candidate.Report);
            candidate.Close()?.Join(RunTimeLimit);
        }
        return reports;
    }

    /// <summary>The sentence for when every engine failed.</summary>
    internal static string NoneWorks(IEnumerable<Candidate> candidates) =>
        $"No engine works here: {string.Join(" ", candidates.Select(c => $"{c.Engine.Name}: {c.Report.Reason}"))}";

    /// <summary>Whether an exception while opening is the engine's fault, not that of the weights or the user's wish.</summary>
    internal static bool IsOfEngine(Exception exception) =>
        exception is EngineException or not (MmaDferException or OperationCanceledException);

    internal override Session Prepare(
        Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        var recipe = new NetworkRecipe(build);
        Dictionary<string, float[]> inputs = Memory(recipe);
        Candidate[] candidates = [.. InOrder().Select(e => new Candidate(e))];
        try
        {
            Candidate current = Pick(candidates, recipe, inputs, progress, cancellationToken);
            Candidate[] order = Fastest
                ? [.. candidates.OrderBy(c => c != current && RequireEngine is not null).ThenBy(c => c.Report.ClipTime ?? TimeSpan.MaxValue)]
                : candidates;
            bool hasSpare = !KeepSpare;
            foreach (Candidate candidate in order.SkipWhile(c => c != current).Skip(1))
                hasSpare = hasSpare || candidate.Report.State != EngineState.Refused && TryOpen(candidate, recipe, inputs, false, null, cancellationToken);
            return new FailoverSession(this, recipe, inputs, order, current);
        }
        catch
        {
            foreach (Candidate candidate in candidates)
                candidate.Close();
            throw;
        }
    }

    private IEnumerable<Engine> InOrder()
    {
        if (RequireEngine is null)
            return Candidates;
        return Candidates.Any(IsRequired)
            ? Candidates.OrderByDescending(IsRequired)
            : throw new EngineException($"The engine '{RequireEngine}' is required, but it is not among those to choose from: {string.Join(", ", Candidates.Select(c => c.Name))}.");
    }

    private bool IsRequired(Engine engine) => engine.Name == RequireEngine;

    private Candidate Pick(
        Candidate[] candidates, NetworkRecipe recipe, Dictionary<string, float[]> inputs, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Candidate? best = null;
        foreach (Candidate candidate in candidates)
        {
            if (best is not null && (!Fastest || RequireEngine is not null))
                break;
            bool works = TryOpen(candidate, recipe, inputs, Fastest, progress, cancellationToken);
            if (!works && IsRequired(candidate.Engine))
                throw new EngineException($"The engine '{RequireEngine}' is required, but it does not work here: {candidate.Report.Reason}");
            if (!works)
                continue;
            bool better = best is null || candidate.Report.ClipTime < best.Report.ClipTime;
            // Two open at a time are enough.
            (better ? best : candidate)?.Close();
            best = better ? candidate : best;
        }
        if (best is null)
            throw new EngineException(NoneWorks(candidates));
        best.Use(best.Report.ClipTime is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"it is the quickest: {time.TotalMilliseconds:0.#} ms for a clip.")
            : candidates[0] == best ? "it comes first and works." : "it is the first that works.");
        return best;
    }

    /// <summary>Opens an engine for the first time; false if it is not to be used, which its report explains.</summary>
    private bool TryOpen(
        Candidate candidate, NetworkRecipe recipe, Dictionary<string, float[]> inputs, bool measure,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OpenedEngine? opened = null;
        try
        {
            opened = OpenedEngine.Open(candidate.Engine, recipe, inputs, this, progress, cancellationToken);
            candidate.Open(opened, measure ? opened.Measure() : null);
            return true;
        }
        catch (Exception exception) when (IsOfEngine(exception))
        {
            opened?.Dispose();
            candidate.Refuse(exception.Message);
            return false;
        }
    }

    private static Dictionary<string, float[]> Memory(NetworkRecipe recipe)
    {
        var inputs = new Dictionary<string, float[]>();
        foreach ((string name, Shape shape) in recipe.Inputs)
        {
            inputs.Add(name, new float[shape.Count]);
            ProofWeights.Fill(name, 0, 1, 0, inputs[name]);
        }
        return inputs;
    }
}
