using System.Globalization;
using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>The result of a model on a data set. Immutable and thread-safe.</summary>
public sealed class EvaluationResult
{
    private readonly Lazy<EvaluationIntervals> _intervals;
    private readonly Lazy<IReadOnlyList<GroupResult>> _groups;
    private readonly Lazy<IReadOnlyList<string>> _doubts;

    /// <summary>Computes the metrics of predictions.</summary>
    /// <param name="labels">The model's labels.</param>
    /// <param name="clips">The evaluated clips, at least one.</param>
    /// <param name="skipped">The clips that could not be read.</param>
    /// <exception cref="ArgumentException">There are no clips, or the number of probabilities of a clip differs from the number of labels.</exception>
    public EvaluationResult(IReadOnlyList<string> labels, IReadOnlyList<EvaluatedClip> clips, IReadOnlyList<SkippedClip> skipped)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(clips);
        if (clips.Count == 0)
            throw new ArgumentException("There must be at least one clip.", nameof(clips));
        Labels = labels;
        Clips = clips;
        Skipped = skipped;
        Confusion = new ConfusionMatrix(labels.Count);
        foreach (EvaluatedClip clip in clips)
            Confusion.Add(clip.Label, clip.Predicted);
        Metrics = Metrics.Of(Confusion);
        TrueLabels = [.. clips.Select(c => c.Label)];
        float[] probabilities = [.. clips.SelectMany(c => c.Probabilities)], logarithms = new float[probabilities.Length];
        ExpectedCalibrationError = Calibration.ComputeExpectedError(probabilities, TrueLabels);
        Probabilities.Logarithms(probabilities, logarithms);
        NegativeLogLikelihood = Calibration.ComputeNegativeLogLikelihood(logarithms, TrueLabels);
        _intervals = new(() => Bootstrap.Of(labels.Count, clips));
        _groups = new(ComputeGroups);
        _doubts = new(() => [.. FindDoubts()]);
    }

    /// <summary>The model's labels, in its own order.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The clips in the order of the data set, without those that could not be read.</summary>
    public IReadOnlyList<EvaluatedClip> Clips { get; }

    /// <summary>The clips that could not be read; they are not in the metrics.</summary>
    public IReadOnlyList<SkippedClip> Skipped { get; }

    /// <summary>
    /// Warnings about the metrics, one sentence each: those given, for example about clips that lack a modality; what was said about single
    /// clips, such as a low sample rate or damage, each kind once with the number of clips; and those that the intervals and groups give rise
    /// to. Empty if there are none.
    /// </summary>
    public IReadOnlyList<string> Warnings
    {
        get => [.. field, .. _doubts.Value];
        init;
    } = [];

    /// <summary>The confusion matrix. Do not change it.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>WAR, UAR, F1 and recalls.</summary>
    public Metrics Metrics { get; }

    /// <summary>95 % intervals of UAR and WAR.</summary>
    public EvaluationIntervals Intervals => _intervals.Value;

    /// <summary>
    /// The results of each group (<see cref="EvaluatedClip.Group"/>), the worst UAR first: for whom the model works worse. Empty unless at least one
    /// clip names a group; clips that name none are in none.
    /// </summary>
    public IReadOnlyList<GroupResult> Groups => _groups.Value;

    /// <summary>Expected calibration error with 15 bins, 0 to 1.</summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>Mean negative log-likelihood of the true classes, in nats.</summary>
    public double NegativeLogLikelihood { get; }

    /// <summary>The true classes of the clips.</summary>
    internal int[] TrueLabels { get; }

    /// <summary>What the intervals and groups say against trusting the metrics, one sentence each.</summary>
    private IEnumerable<string> FindDoubts()
    {
        int present = Metrics.Recalls.Count(r => r is not null);
        double chance = 100.0 / present;
        if (present > 1 && (Intervals.Uar.Contains(chance) || Intervals.Uar.High < chance))
            yield return string.Create(CultureInfo.InvariantCulture, $"The 95 % interval of UAR, {Intervals.Uar} %, is not above chance ({chance:0.0} %): these {Clips.Count} clips do not show that the model recognises anything.");
        if (Groups.Count == 1)
            yield return $"All clips are of one group ('{Printable.Text(Groups[0].Name, 60)}'), so the result says nothing about anybody else.";
        else if (Groups.Count is > 1 and < 5)
            yield return $"There are only {Groups.Count} groups, so the intervals are too narrow: others may differ more than these do.";
    }

    private IReadOnlyList<GroupResult> ComputeGroups() =>
    [
        .. Clips.Where(c => c.Group is not null).GroupBy(c => c.Group!, StringComparer.Ordinal).Select(group =>
        {
            EvaluatedClip[] clips = [.. group];
            var confusion = new ConfusionMatrix(Labels.Count);
            foreach (EvaluatedClip clip in clips)
                confusion.Add(clip.Label, clip.Predicted);
            return new GroupResult
            {
                Name = group.Key,
                Clips = clips.Length,
                Metrics = Metrics.Of(confusion),
                ExpectedCalibrationError = Calibration.ComputeExpectedError([.. clips.SelectMany(c => c.Probabilities)], [.. clips.Select(c => c.Label)]),
            };
        }).OrderBy(g => g.Metrics.Uar).ThenBy(g => g.Name, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Fits the temperature that suits these clips best and can replace the model's own; see <see cref="TemperatureScaling"/>. Use it only
    /// without <see cref="EvaluationOptions.TwoClip"/>.
    /// </summary>
    public double FitTemperature() => TemperatureScaling.Fit([.. Clips.SelectMany(c => c.Logits)], TrueLabels);

    /// <summary>
    /// Finds the smallest confidence for which at least a share of the clips that reach it is recognised: the value for
    /// <see cref="Models.ModelConvertOptions.SureFrom"/>. Use clips that the model was not trained on.
    /// </summary>
    /// <param name="accuracy">The share, above 0 and at most 1.</param>
    /// <returns>The confidence, which is that of a clip; null if no confidence is enough.</returns>
    public float? FitSureFrom(double accuracy)
    {
        if (accuracy is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(accuracy), accuracy, "The share must be above 0 and at most 1.");
        EvaluatedClip[] sorted = [.. Clips.OrderByDescending(c => c.Probabilities[c.Predicted])];
        float? least = null;
        int right = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            float confidence = sorted[i].Probabilities[sorted[i].Predicted];
            right += sorted[i].Predicted == sorted[i].Label ? 1 : 0;
            // Clips of equal confidence are sure together or not at all.
            bool last = i + 1 == sorted.Length || sorted[i + 1].Probabilities[sorted[i + 1].Predicted] < confidence;
            if (last && right >= accuracy * (i + 1))
                least = confidence;
        }
        return least;
    }
}

/// <summary>The prediction of one clip of a data set.</summary>
public sealed record EvaluatedClip
{
    /// <summary>Id of the clip in its data set.</summary>
    public required string Id { get; init; }

    /// <summary>The group of the clip (<see cref="LabeledClip.Group"/>); null if unknown.</summary>
    public string? Group { get; init; }

    /// <summary>The true class, as an index into the model's labels.</summary>
    public required int Label { get; init; }

    /// <summary>The class with the highest probability.</summary>
    public required int Predicted { get; init; }

    /// <summary>The probability of each of the model's labels, 0 to 1.</summary>
    public required IReadOnlyList<float> Probabilities { get; init; }

    /// <summary>The logits, as in <see cref="EmotionPrediction.Logits"/>: not divided by the model's temperature.</summary>
    public required IReadOnlyList<float> Logits { get; init; }
}
