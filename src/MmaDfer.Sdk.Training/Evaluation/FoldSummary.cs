using System.Globalization;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>The combined results of all folds of a cross-validation. Immutable.</summary>
public sealed class FoldSummary
{
    /// <summary>Combines folds.</summary>
    /// <param name="folds">The results of the folds: at least one, all with the same labels.</param>
    /// <exception cref="ArgumentException">There are no folds, or their labels differ.</exception>
    public FoldSummary(IReadOnlyList<EvaluationResult> folds)
    {
        ArgumentNullException.ThrowIfNull(folds);
        if (folds.Count == 0)
            throw new ArgumentException("There must be at least one fold.", nameof(folds));
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

    /// <summary>The sum of the confusion matrices of all folds. Do not change it.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>Unweighted average recall over the folds, in percent.</summary>
    public MeanAndDeviation Uar { get; }

    /// <summary>Accuracy over the folds, in percent.</summary>
    public MeanAndDeviation War { get; }

    /// <summary>Macro F1 score over the folds, in percent.</summary>
    public MeanAndDeviation MacroF1 { get; }

    /// <summary>Expected calibration error over the folds, 0 to 1.</summary>
    public MeanAndDeviation ExpectedCalibrationError { get; }

    private MeanAndDeviation Over(Func<EvaluationResult, double> value) => MeanAndDeviation.Of([.. Folds.Select(value)]);
}

/// <summary>Mean and sample standard deviation (divided by n - 1; 0 for a single value).</summary>
public readonly record struct MeanAndDeviation
{
    /// <summary>The mean.</summary>
    public double Mean { get; init; }

    /// <summary>The standard deviation.</summary>
    public double Deviation { get; init; }

    /// <summary>Computes the mean and the sample standard deviation of values.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static MeanAndDeviation Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("There must be at least one value.", nameof(values));
        double mean = values.Average();
        double squares = values.Sum(v => (v - mean) * (v - mean));
        return new MeanAndDeviation { Mean = mean, Deviation = values.Count == 1 ? 0 : Math.Sqrt(squares / (values.Count - 1)) };
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mean:0.00} ± {Deviation:0.00}");
}
