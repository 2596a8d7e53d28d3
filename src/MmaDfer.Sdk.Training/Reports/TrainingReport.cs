using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Reports;

/// <summary>The contents of a report on a training. Empty parts are omitted.</summary>
public sealed record TrainingReport
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>A prominent warning, for example about a training that stopped early; null for none.</summary>
    public string? Warning { get; init; }

    /// <summary>Other warnings, one sentence each, for example about a training that diverged.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Losses over steps: the training loss of each step, and the validation loss after each epoch.</summary>
    public IReadOnlyList<ReportCurve> Losses { get; init; } = [];

    /// <summary>Percentages over epochs, for example the accuracy of training and validation.</summary>
    public IReadOnlyList<ReportCurve> Accuracies { get; init; } = [];

    /// <summary>The result of the original model on the validation clips; null if there is nothing to compare with.</summary>
    public EvaluationResult? Before { get; init; }

    /// <summary>The result of the final model on the validation clips; null without validation clips.</summary>
    public EvaluationResult? Validation { get; init; }

    /// <summary>The results of the folds that <see cref="Validation"/> joins; empty unless trained in folds (<see cref="MmaDfer.Sdk.Training.CrossValidation"/>).</summary>
    public IReadOnlyList<EvaluationResult> Folds { get; init; } = [];

    /// <summary>Names and values of the settings, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>The clips that could not be read.</summary>
    public IReadOnlyList<SkippedClip> Skipped { get; init; } = [];
}

/// <summary>A curve of a report, such as the loss over the steps.</summary>
public sealed record ReportCurve
{
    /// <summary>Name of the curve in the legend.</summary>
    public required string Name { get; init; }

    /// <summary>The steps or epochs.</summary>
    public required IReadOnlyList<double> X { get; init; }

    /// <summary>The value at each <see cref="X"/>; must have the same length. Points that are not finite are omitted.</summary>
    public required IReadOnlyList<double> Y { get; init; }

    internal IEnumerable<(double X, double Y)> FinitePoints => X.Zip(Y).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second));
}
