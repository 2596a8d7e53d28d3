namespace MmaDfer.Sdk.Evaluation;

/// <summary>What the folds of a cross-validation amount to. Not changed after it was made.</summary>
public sealed class FoldSummary
{
    /// <summary>Sums folds up.</summary>
    /// <param name="folds">Results of the folds, at least one, all with the same labels.</param>
    /// <exception cref="ArgumentException">There are no folds, or their labels differ.</exception>
    public FoldSummary(IReadOnlyList<EvaluationResult> folds)
    {
        ArgumentNullException.ThrowIfNull(folds);
        if (folds.Count == 0)
            throw new ArgumentException("There are no folds.", nameof(folds));
        if (folds.Any(f => !f.Labels.SequenceEqual(folds[0].Labels)))
            throw new ArgumentException("The folds have different labels.", nameof(folds));
        Folds = folds;
        Confusion = new ConfusionMatrix(folds[0].Labels.Count);
        foreach (EvaluationResult fold in folds)
            Confusion.Add(fold.Confusion);
        Uar = Over(f => f.Metrics.Uar);
        War = Over(f => f.Metrics.War);
        MacroF1 = Over(f => f.Metrics.MacroF1);
        ExpectedCalibrationError = Over(f => f.ExpectedCalibrationError);
    }

    /// <summary>The folds.</summary>
    public IReadOnlyList<EvaluationResult> Folds { get; }

    /// <summary>All folds together. Not to be changed.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>Of the folds' unweighted average recalls, in percent.</summary>
    public MeanAndDeviation Uar { get; }

    /// <summary>Of the folds' accuracies, in percent.</summary>
    public MeanAndDeviation War { get; }

    /// <summary>Of the folds' macro F1 scores, in percent.</summary>
    public MeanAndDeviation MacroF1 { get; }

    /// <summary>Of the folds' expected calibration errors, 0 to 1.</summary>
    public MeanAndDeviation ExpectedCalibrationError { get; }

    private MeanAndDeviation Over(Func<EvaluationResult, double> value) => MeanAndDeviation.Of([.. Folds.Select(value)]);
}
