using MmaDfer.Sdk.Engines.Picking;
using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Engines;

/// <summary>
/// Runs on the first of several engines that works, and survives its loss. Each engine must open within a time limit and compute a
/// tiny network whose output is known before it is trusted. Where a run fails, hangs or returns values that are not numbers (out of
/// memory, device removed), the same clip runs again on the next engine, and the lost engine is retried in the background.
/// <see cref="EmotionRecognizer.Engines"/> tells what was tried and why not, <see cref="EmotionRecognizer.EngineChanged"/> announces
/// changes. Engines with a driver run on a thread of their own, which is abandoned if the driver hangs: native calls cannot be ended.
/// The model's file stays open as long as the recognizer lives (a stream is copied to memory instead), since another engine may need
/// its weights.
/// </summary>
public sealed class EnginePicker : Engine
{
    /// <summary>Describes a choice among engines.</summary>
    /// <param name="candidates">
    /// The engines in order of preference; null for <see cref="CreateDefaultCandidates"/>. The CPU engine belongs at the end.
    /// </param>
    /// <exception cref="ArgumentException">The list is empty, names an engine twice, or contains a picker.</exception>
    public EnginePicker(IReadOnlyList<Engine>? candidates = null)
    {
        Candidates = candidates is null ? CreateDefaultCandidates() : [.. candidates];
        if (Candidates.Count == 0)
            throw new ArgumentException("At least one engine is needed.", nameof(candidates));
        if (Candidates.Any(c => c is null or EnginePicker) || Candidates.Distinct().Count() < Candidates.Count)
            throw new ArgumentException("Each engine must occur once and must not be a picker itself.", nameof(candidates));
    }

    /// <summary>The engines in order of preference.</summary>
    public IReadOnlyList<Engine> Candidates { get; }

    /// <summary>
    /// Name of the engine that must run the model when it is loaded (it is tried first); where it does not work, loading ends
    /// with an error. Null for any engine. When it is lost later, the others replace it all the same.
    /// </summary>
    public string? RequiredEngine { get => Terms.RequiredEngine; init => Terms = Terms with { RequiredEngine = value }; }

    /// <summary>
    /// Times each engine that works on the model itself while loading, and selects the fastest (an integrated GPU can be slower
    /// than the CPU). Loading then reads the weights once for each engine.
    /// </summary>
    public bool PreferFastest { get => Terms.PreferFastest; init => Terms = Terms with { PreferFastest = value }; }

    /// <summary>
    /// Also opens the next engine that works, and keeps it open: losing an engine then costs one run, but memory for a second
    /// copy of the weights. Otherwise the next engine is opened when it is needed.
    /// </summary>
    public bool KeepSpare { get => Terms.KeepSpare; init => Terms = Terms with { KeepSpare = value }; }

    /// <summary>
    /// How long an engine may take to open: proof network, weights, first run. An engine that takes longer is never tried again.
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan OpenTimeLimit
    {
        get => Terms.OpenTimeLimit;
        init => Terms = Terms with { OpenTimeLimit = TimeLimit.Check(value, nameof(OpenTimeLimit)) };
    }

    /// <summary>
    /// How long one run may take before the engine counts as hung. Does not apply to the CPU engine.
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan RunTimeLimit
    {
        get => Terms.RunTimeLimit;
        init => Terms = Terms with { RunTimeLimit = TimeLimit.Check(value, nameof(RunTimeLimit)) };
    }

    /// <summary>
    /// The delay before a lost engine is first retried; it doubles with each failure. <see cref="Timeout.InfiniteTimeSpan"/> disables
    /// retries.
    /// </summary>
    public TimeSpan InitialRetryDelay
    {
        get => Terms.InitialRetryDelay;
        init => Terms = Terms with { InitialRetryDelay = TimeLimit.Check(value, nameof(InitialRetryDelay)) };
    }

    /// <summary>The longest delay between retries; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan MaxRetryDelay
    {
        get => Terms.MaxRetryDelay;
        init => Terms = Terms with { MaxRetryDelay = TimeLimit.Check(value, nameof(MaxRetryDelay)) };
    }

    /// <inheritdoc/>
    public override string Name => EngineNames.Auto;

    /// <inheritdoc/>
    public override string Description =>
        $"the {(PreferFastest ? "fastest" : "first")} that works of {string.Join(", ", Candidates.Select(c => c.Name))}";

    internal FailoverTerms Terms { get; private init; } = new();

    /// <summary>The clock of the delays.</summary>
    internal TimeProvider Time { init => Terms = Terms with { Time = value }; }

    /// <summary>Candidates without this precision stay as they are: the processor replaces a GPU that computes with less.</summary>
    internal override Engine? WithPrecision(Precision precision) =>
        new EnginePicker([.. Candidates.Select(c => c.WithPrecision(precision) ?? c)]) { Terms = Terms };

    internal override bool CanHang => false;

    internal override bool KeepsWeights => true;

    internal override bool Batches => Candidates.Any(c => c.Batches);

    /// <summary>
    /// The engines that a picker tries by default, the best first: those of other packages that registered themselves for it, the plug-in
    /// that the environment names (<see cref="EngineNames.OnnxPlugIn"/>), CUDA, DirectML, WebGPU, CPU.
    /// </summary>
    /// <param name="threads">Threads of the CPU engine, as <see cref="CpuEngine"/> takes them.</param>
    public static IReadOnlyList<Engine> CreateDefaultCandidates(int threads = 0) =>
    [
        .. EngineRegistry.All.Where(added => added.IsDefaultCandidate).Select(added => added.Create(0, threads)),
        .. new[] { OnnxProvider.PlugIn, OnnxProvider.Cuda, OnnxProvider.DirectML, OnnxProvider.WebGpu }
            .Where(p => p != OnnxProvider.PlugIn || EngineNames.NamesPlugIn).Select(p => new OnnxEngine(new() { Provider = p })),
        new CpuEngine(threads),
    ];

    /// <summary>
    /// Opens each candidate, runs the proof network on it and closes it again: for a table of the engines that work on this machine.
    /// </summary>
    /// <param name="cancellationToken">Checked between engines and while waiting.</param>
    /// <returns>
    /// For each engine whether it is <see cref="EngineState.Ready"/> or <see cref="EngineState.Refused"/>, why, and how long it took.
    /// </returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public IReadOnlyList<EngineReport> ProbeCandidates(CancellationToken cancellationToken = default) =>
        new EngineSelector(Candidates, Terms).Probe(cancellationToken);

    internal override Session Prepare(
        Action<OpSet> build, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        new EngineSelector(Candidates, Terms).Prepare(build, progress, cancellationToken);
}
