using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Reports;

/// <summary>What a report on a training run shows. Parts that are empty are left out.</summary>
public sealed record TrainingReport
{
    /// <summary>The large line at the top.</summary>
    public required string Title { get; init; }

    /// <summary>Something that the reader must not miss (a run that ended early, say); null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>What else the reader should know, a sentence each: a training that diverged, say.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Losses over steps: of training at each step, of validation after each epoch.</summary>
    public IReadOnlyList<ReportCurve> Losses { get; init; } = [];

    /// <summary>Percentages over epochs: WAR and UAR of training and validation, say.</summary>
    public IReadOnlyList<ReportCurve> Accuracies { get; init; } = [];

    /// <summary>The model as it was before, on the validation split; null where there is nothing to compare with.</summary>
    public EvaluationResult? Before { get; init; }

    /// <summary>The final model on the validation split; null where there is none.</summary>
    public EvaluationResult? Validation { get; init; }

    /// <summary>Names and values of the run's settings, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>Clips that could not be read.</summary>
    public IReadOnlyList<SkippedClip> Skipped { get; init; } = [];
}

/// <summary>A curve of a report, such as the loss over the steps.</summary>
public sealed record ReportCurve
{
    /// <summary>Name in the legend.</summary>
    public required string Name { get; init; }

    /// <summary>Steps or epochs.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>The value at each <see cref="X"/>, as many. Points that are not finite are left out.</summary>
    public required IReadOnlyList<double> Y { get; init; }

    internal IEnumerable<(double X, double Y)> FinitePoints => X.Zip(Y).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second));
}
