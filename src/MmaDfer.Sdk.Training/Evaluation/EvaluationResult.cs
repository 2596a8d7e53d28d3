using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>How well a model did on a data set. Not changed after it was made; safe to share between threads.</summary>
public sealed class EvaluationResult
{
    /// <summary>Counts what was predicted.</summary>
    /// <param name="labels">The model's labels.</param>
    /// <param name="clips">The clips, at least one.</param>
    /// <param name="skipped">Clips that could not be read.</param>
    /// <exception cref="ArgumentException">There are no clips, or one has not as many probabilities as there are labels.</exception>
    public EvaluationResult(IReadOnlyList<string> labels, IReadOnlyList<EvaluatedClip> clips, IReadOnlyList<SkippedClip> skipped)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(clips);
        if (clips.Count == 0)
            throw new ArgumentException("There are no clips to count.", nameof(clips));
        Labels = labels;
        Clips = clips;
        Skipped = skipped;
        Confusion = new ConfusionMatrix(labels.Count);
        foreach (EvaluatedClip clip in clips)
            Confusion.Add(clip.Label, clip.Predicted);
        Metrics = Metrics.Of(Confusion);
        TrueLabels = [.. clips.Select(c => c.Label)];
        float[] probabilities = [.. clips.SelectMany(c => c.Probabilities)], logarithms = new float[probabilities.Length];
        ExpectedCalibrationError = Calibration.ExpectedError(probabilities, TrueLabels);
        Probabilities.Logarithms(probabilities, logarithms);
        NegativeLogLikelihood = Calibration.NegativeLogLikelihood(logarithms, TrueLabels);
    }

    /// <summary>The model's labels, in its own order.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The clips in the order of the data set, without those that could not be read.</summary>
    public IReadOnlyList<EvaluatedClip> Clips { get; }

    /// <summary>Clips that could not be read; they count nowhere.</summary>
    public IReadOnlyList<SkippedClip> Skipped { get; }

    /// <summary>What whoever reads the figures should know, a sentence each: clips without a sense, say. Empty if there is nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What was taken for what. Not to be changed.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>WAR, UAR, F1 and recalls.</summary>
    public Metrics Metrics { get; }

    /// <summary>Expected calibration error in 15 bins, from 0 to 1.</summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>Mean negative log-likelihood of the true classes, in nats.</summary>
    public double NegativeLogLikelihood { get; }

    /// <summary>True classes of the clips.</summary>
    internal int[] TrueLabels { get; }

    /// <summary>
    /// The temperature that suits these clips best, in place of the model's own: see <see cref="TemperatureScaling"/>. To be
    /// asked of clips with one choice of frames each.
    /// </summary>
    public double FitTemperature() => TemperatureScaling.Fit([.. Clips.SelectMany(c => c.Logits)], TrueLabels);
}

/// <summary>What the network thinks of one clip of a data set.</summary>
public sealed record EvaluatedClip
{
    /// <summary>The clip's name in its data set.</summary>
    public required string Id { get; init; }

    /// <summary>Its true class, as an index into the model's labels.</summary>
    public required int Label { get; init; }

    /// <summary>The class of the highest probability.</summary>
    public required int Predicted { get; init; }

    /// <summary>Of each of the model's labels, 0 to 1.</summary>
    public required IReadOnlyList<float> Probabilities { get; init; }

    /// <summary>The raw scores, as in <see cref="EmotionPrediction.Logits"/>: before the model's temperature divides them.</summary>
    public required IReadOnlyList<float> Logits { get; init; }
}
