using System.Globalization;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>Opens engines in order until one works.</summary>
/// <param name="engines">The engines in order of preference.</param>
/// <param name="terms">Requirements and time limits.</param>
internal sealed class EngineSelector(IReadOnlyList<Engine> engines, FailoverTerms terms)
{
    /// <summary>Prepares a network on the engine that is selected.</summary>
    /// <exception cref="EngineException">No engine works, or not the required one.</exception>
    public FailoverSession Prepare(Action<OpSet> build, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var recipe = new NetworkRecipe(build);
        Dictionary<string, float[]> inputs = AllocateInputs(recipe);
        Candidate[] candidates = [.. InOrder().Select(e => new Candidate(e))];
        try
        {
            Candidate current = Select(candidates, recipe, inputs, progress, cancellationToken);
            Candidate[] order = terms.PreferFastest
                ? [.. candidates.OrderBy(c => c != current && terms.RequiredEngine is not null).ThenBy(c => c.Report.ClipTime ?? TimeSpan.MaxValue)]
                : candidates;
            bool hasSpare = !terms.KeepSpare;
            foreach (Candidate candidate in order.SkipWhile(c => c != current).Skip(1))
                hasSpare = hasSpare || candidate.Report.State != EngineState.Refused && TryOpen(candidate, recipe, inputs, false, null, cancellationToken);
            return new FailoverSession(terms, recipe, inputs, order, current);
        }
        catch
        {
            foreach (Candidate candidate in candidates)
                candidate.Close();
            throw;
        }
    }

    /// <summary>Opens each engine, runs the proof network on it, and closes it again.</summary>
    public IReadOnlyList<EngineReport> Probe(CancellationToken cancellationToken)
    {
        var recipe = new NetworkRecipe(ProofNetwork.Build);
        var reports = new List<EngineReport>();
        foreach (Engine engine in engines)
        {
            var candidate = new Candidate(engine);
            TryOpen(candidate, recipe, AllocateInputs(recipe), measure: true, null, cancellationToken);
            reports.Add(candidate.Report);
            candidate.Close()?.Join(terms.RunTimeLimit);
        }
        return reports;
    }

    private IEnumerable<Engine> InOrder()
    {
        if (terms.RequiredEngine is null)
            return engines;
        return engines.Any(IsRequired)
            ? engines.OrderByDescending(IsRequired)
            : throw new EngineException($"The engine '{terms.RequiredEngine}' is required, but it is not among the candidates: {string.Join(", ", engines.Select(c => c.Name))}.");
    }

    private bool IsRequired(Engine engine) => engine.Name == terms.RequiredEngine;

    private Candidate Select(
        Candidate[] candidates, NetworkRecipe recipe, Dictionary<string, float[]> inputs, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Candidate? best = null;
        foreach (Candidate candidate in candidates)
        {
            if (best is not null && (!terms.PreferFastest || terms.RequiredEngine is not null))
                break;
            bool works = TryOpen(candidate, recipe, inputs, terms.PreferFastest, progress, cancellationToken);
            if (!works && IsRequired(candidate.Engine))
                throw new EngineException($"The engine '{terms.RequiredEngine}' is required, but it does not work here: {candidate.Report.Reason}");
            if (!works)
                continue;
            bool better = best is null || candidate.Report.ClipTime < best.Report.ClipTime;
            // At most two are open at a time.
            (better ? best : candidate)?.Close();
            best = better ? candidate : best;
        }
        if (best is null)
            throw new EngineException(Candidate.DescribeFailures(candidates));
        best.MarkInUse(best.Report.ClipTime is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"it is the fastest: {time.TotalMilliseconds:0.#} ms for a clip.")
            : candidates[0] == best ? "it is the first choice, and it works." : "it is the first that works.");
        return best;
    }

    /// <summary>Opens an engine for the first time; false if it cannot be used, which its report explains.</summary>
    private bool TryOpen(
        Candidate candidate, NetworkRecipe recipe, Dictionary<string, float[]> inputs, bool measure,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OpenedEngine? opened = null;
        try
        {
            opened = OpenedEngine.Open(candidate.Engine, recipe, inputs, terms, progress, cancellationToken);
            candidate.Open(opened, measure ? opened.Measure() : null);
            return true;
        }
        catch (Exception exception) when (Candidate.IsEngineFailure(exception))
        {
            opened?.Dispose();
            candidate.MarkRefused(exception.Message);
            return false;
        }
    }

    private static Dictionary<string, float[]> AllocateInputs(NetworkRecipe recipe)
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
