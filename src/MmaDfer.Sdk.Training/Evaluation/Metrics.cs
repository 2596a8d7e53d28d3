namespace MmaDfer.Sdk.Evaluation;

/// <summary>
/// Metrics of predictions in percent, as in the paper's tables. The means exclude classes without clips. Immutable.
/// </summary>
public sealed record Metrics
{
    private Metrics()
    {
    }

    /// <summary>Weighted average recall, that is, the accuracy: the share of recognised clips.</summary>
    public required double War { get; init; }

    /// <summary>Unweighted average recall: the mean recall of the classes.</summary>
    public required double Uar { get; init; }

    /// <summary>The mean F1 score of the classes.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>The recall of each class: the share of its clips that were recognised; null for a class without clips.</summary>
    public required IReadOnlyList<double?> Recalls { get; init; }

    /// <summary>Computes the metrics of a confusion matrix.</summary>
    /// <exception cref="ArgumentException">The matrix has no clips.</exception>
    public static Metrics Of(ConfusionMatrix confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        int total = confusion.Total;
        if (total == 0)
            throw new ArgumentException("The confusion matrix must have at least one clip.", nameof(confusion));
        var recalls = new double?[confusion.Classes];
        double correct = 0, f1 = 0;
        for (int k = 0; k < recalls.Length; k++)
        {
            int hits = confusion[k, k], samples = confusion.CountSamples(k);
            correct += hits;
            if (samples == 0)
                continue;
            recalls[k] = 100.0 * hits / samples;
            f1 += 200.0 * hits / (samples + confusion.CountPredictions(k));
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
