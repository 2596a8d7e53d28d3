namespace MmaDfer.Sdk.Evaluation;

/// <summary>
/// How good predictions are, all in percent, as in the paper's tables. Classes without clips are left out of the means.
/// Immutable.
/// </summary>
public sealed record Metrics
{
    private Metrics()
    {
    }

    /// <summary>Weighted average recall: the share of all clips that were recognised, that is, the accuracy.</summary>
    public required double War { get; init; }

    /// <summary>Unweighted average recall: the mean of the classes' recalls.</summary>
    public required double Uar { get; init; }

    /// <summary>The mean of the classes' F1 scores.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>For each class the share of its clips that were recognised; null for a class without clips.</summary>
    public required IReadOnlyList<double?> Recalls { get; init; }

    /// <summary>Computes them.</summary>
    /// <exception cref="ArgumentException">No clips were counted.</exception>
    public static Metrics Of(ConfusionMatrix confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        int total = confusion.Total;
        if (total == 0)
            throw new ArgumentException("The confusion matrix counts no clips.", nameof(confusion));
        var recalls = new double?[confusion.Classes];
        double correct = 0, f1 = 0;
        for (int k = 0; k < recalls.Length; k++)
        {
            int hits = confusion[k, k], samples = confusion.Samples(k);
            correct += hits;
            if (samples == 0)
                continue;
            recalls[k] = 100.0 * hits / samples;
            f1 += 200.0 * hits / (samples + confusion.Predictions(k));
        }
        return new Metrics
        {
            War = 100 * correct / total,
            Uar = recalls.Average()!.Value,
            MacroF1 = f1 / recalls.Count(r => r is not null),
            Recalls = recalls,
        };
    }
}
