using System.Globalization;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>A 95 % interval: the range in which a value may well lie, since other clips would have given another value.</summary>
public readonly record struct ConfidenceInterval
{
    /// <summary>The lower end.</summary>
    public double Low { get; init; }

    /// <summary>The upper end.</summary>
    public double High { get; init; }

    /// <summary>Whether a value is in it.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Low:0.0} to {High:0.0}");
}

/// <summary>
/// 95 % intervals of metrics, in percent, by the percentile bootstrap (Efron 1979): the metrics of 2,000 data sets that are drawn from the clips with
/// replacement. If the clips name their groups (<see cref="LabeledClip.Group"/>), whole groups are drawn, since the clips of one person resemble
/// each other; otherwise clips, as many of each class as there are. The same clips always give the same intervals.
/// </summary>
public sealed record EvaluationIntervals
{
    /// <summary>Number of data sets that are drawn.</summary>
    public const int Resamples = 2000;

    /// <summary>Of the unweighted average recall.</summary>
    public required ConfidenceInterval Uar { get; init; }

    /// <summary>Of the accuracy.</summary>
    public required ConfidenceInterval War { get; init; }

    /// <summary>Whether whole groups were drawn: true if all clips name a group and there are at least two.</summary>
    public required bool ByGroup { get; init; }
}

/// <summary>What a model is worth for one group of clips, for example one person.</summary>
public sealed record GroupResult
{
    /// <summary>The group, as the data set names it.</summary>
    public required string Name { get; init; }

    /// <summary>Number of clips.</summary>
    public required int Clips { get; init; }

    /// <summary>WAR, UAR, F1 and recalls, over the classes that the group has.</summary>
    public required Metrics Metrics { get; init; }

    /// <summary>Expected calibration error with 15 bins, 0 to 1.</summary>
    public required double ExpectedCalibrationError { get; init; }
}

/// <summary>How much better one model is than another on the same clips, in percentage points. Immutable.</summary>
public sealed record EvaluationComparison
{
    private EvaluationComparison()
    {
    }

    /// <summary>The difference of the unweighted average recalls; positive if the second model is better.</summary>
    public required double Uar { get; init; }

    /// <summary>The difference of the accuracies.</summary>
    public required double War { get; init; }

    /// <summary>The intervals of both differences: paired, that is, both models are judged on the same drawn clips.</summary>
    public required EvaluationIntervals Intervals { get; init; }

    /// <summary>Compares two results.</summary>
    /// <param name="before">The result of one model.</param>
    /// <param name="after">The result of the other one.</param>
    /// <exception cref="ArgumentException">They are not of the same clips, by their ids and labels.</exception>
    public static EvaluationComparison Of(EvaluationResult before, EvaluationResult after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (!AreOfTheSameClips(before, after))
            throw new ArgumentException("The two results are not of the same clips.", nameof(after));
        return new EvaluationComparison
        {
            Uar = after.Metrics.Uar - before.Metrics.Uar,
            War = after.Metrics.War - before.Metrics.War,
            Intervals = Bootstrap.Of(after.Labels.Count, after.Clips, before.Clips),
        };
    }

    /// <summary>Whether two results can be compared.</summary>
    internal static bool AreOfTheSameClips(EvaluationResult before, EvaluationResult after) =>
        before.Labels.SequenceEqual(after.Labels) && before.Clips.Select(c => (c.Id, c.Label)).SequenceEqual(after.Clips.Select(c => (c.Id, c.Label)));
}

/// <summary>See <see cref="EvaluationIntervals"/>.</summary>
internal static class Bootstrap
{
    private const ulong Seed = 20;

    /// <param name="classes">Number of classes.</param>
    /// <param name="clips">The clips of a model, at least one.</param>
    /// <param name="others">The same clips of another model, whose metrics are subtracted; null for none.</param>
    public static EvaluationIntervals Of(int classes, IReadOnlyList<EvaluatedClip> clips, IReadOnlyList<EvaluatedClip>? others = null)
    {
        int[][] groups = [.. clips.Index().GroupBy(c => c.Item.Group, StringComparer.Ordinal).Select(g => g.Select(c => c.Index).ToArray())];
        bool byGroup = groups.Length > 1 && clips.All(c => c.Group is not null);
        // What is drawn together: groups, or single clips of each class.
        int[][][] strata = byGroup
            ? [groups]
            : [.. clips.Index().GroupBy(c => c.Item.Label).OrderBy(g => g.Key).Select(g => g.Select(c => (int[])[c.Index]).ToArray())];
        var random = SeededRandom.Of(Seed, (ulong)clips.Count);
        double[] uar = new double[EvaluationIntervals.Resamples], war = new double[EvaluationIntervals.Resamples];
        int[] samples = new int[classes], hits = new int[classes], otherHits = new int[classes];
        for (int i = 0; i < uar.Length; i++)
        {
            Array.Clear(samples);
            Array.Clear(hits);
            Array.Clear(otherHits);
            foreach (int[][] stratum in strata)
            {
                for (int drawn = 0; drawn < stratum.Length; drawn++)
                {
                    foreach (int index in stratum[random.Below(stratum.Length)])
                    {
                        EvaluatedClip clip = clips[index];
                        samples[clip.Label]++;
                        hits[clip.Label] += clip.Predicted == clip.Label ? 1 : 0;
                        otherHits[clip.Label] += others is not null && others[index].Predicted == clip.Label ? 1 : 0;
                    }
                }
            }
            (uar[i], war[i]) = Difference(samples, hits, otherHits);
        }
        return new EvaluationIntervals { Uar = Interval(uar), War = Interval(war), ByGroup = byGroup };
    }

    /// <summary>UAR and WAR of one less those of the other, in percent; classes without clips are left out, as in <see cref="Metrics"/>.</summary>
    private static (double Uar, double War) Difference(int[] samples, int[] hits, int[] otherHits)
    {
        double recalls = 0, correct = 0, total = 0;
        int present = 0;
        for (int k = 0; k < samples.Length; k++)
        {
            if (samples[k] == 0)
                continue;
            present++;
            recalls += (hits[k] - otherHits[k]) / (double)samples[k];
            correct += hits[k] - otherHits[k];
            total += samples[k];
        }
        return (100 * recalls / present, 100 * correct / total);
    }

    private static ConfidenceInterval Interval(double[] values)
    {
        Array.Sort(values);
        return new ConfidenceInterval { Low = At(0.025), High = At(0.975) };

        // Between the two nearest values.
        double At(double share)
        {
            double place = share * (values.Length - 1);
            int below = (int)place;
            return below + 1 == values.Length ? values[below] : values[below] + (place - below) * (values[below + 1] - values[below]);
        }
    }
}
