using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>Runs a model over a data set and counts how often it is right.</summary>
public static class Evaluator
{
    /// <summary>Evaluates a model. Clips are read ahead on other threads while the network runs on the caller's.</summary>
    /// <param name="recognizer">The model. Its own two-clip option does not matter here.</param>
    /// <param name="dataset">The clips; labels that occur must be among the model's (they are matched by name).</param>
    /// <param name="options">How; null for the usual protocol.</param>
    /// <param name="progress">Told the share of the clips that is done, 0 to 1, on the caller's thread.</param>
    /// <param name="cancellation">Ends the evaluation.</param>
    /// <returns>The answers and what they amount to.</returns>
    /// <exception cref="DatasetException">The model does not know a label, or more than 5 % of the clips cannot be read.</exception>
    /// <exception cref="ModelFileException">The model's answer is not a number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EvaluationResult Evaluate(
        EmotionRecognizer recognizer, ClipDataset dataset, EvaluationOptions? options = null, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(recognizer);
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new EvaluationOptions();
        int[] classes = Classes(recognizer, dataset);
        var unreadable = new UnreadableClips(dataset);
        var results = new List<EvaluatedClip>(dataset.Clips.Count);
        int done = 0;
        foreach ((LabeledClip clip, Task<Clip> reading) in ClipsAhead.Read(dataset.Clips, recognizer.ImageSize, options, cancellation))
        {
            try
            {
                results.Add(Answer(recognizer, reading.GetAwaiter().GetResult(), clip, classes[clip.Label]));
            }
            catch (MediaException exception)
            {
                unreadable.Add(done, exception.Message);
            }
            done++;
            progress?.Report((double)done / dataset.Clips.Count);
        }
        return new EvaluationResult(recognizer.Labels, results, unreadable.List());
    }

    private static EvaluatedClip Answer(EmotionRecognizer recognizer, Clip clip, LabeledClip labeled, int label)
    {
        EmotionPrediction prediction = recognizer.Recognize(clip);
        return new EvaluatedClip
        {
            Id = labeled.Id,
            Label = label,
            Predicted = Calibration.Best(prediction.Probabilities),
            Probabilities = prediction.Probabilities.ToArray(),
            Logits = prediction.Logits.ToArray(),
        };
    }

    /// <summary>For each of the data set's labels the model's class.</summary>
    private static int[] Classes(EmotionRecognizer recognizer, ClipDataset dataset)
    {
        int[] classes = [.. dataset.Labels.Select(l => recognizer.Labels.ToList().FindIndex(m => m.Equals(l, StringComparison.OrdinalIgnoreCase)))];
        LabeledClip? unknown = dataset.Clips.FirstOrDefault(c => classes[c.Label] < 0);
        return unknown is null
            ? classes
            : throw new DatasetException($"The clip '{Printable.Text(unknown.Id)}' has the label '{Printable.Text(dataset.Labels[unknown.Label])}', which the model does not know; it knows {Printable.Text(string.Join(", ", recognizer.Labels), 300)}.");
    }
}
