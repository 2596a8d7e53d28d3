using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>Runs a model over a data set and counts how often it is right.</summary>
public static class Evaluator
{
    /// <summary>Evaluates a model. Clips are read ahead on other threads while the network runs on the caller's.</summary>
    /// <param name="recognizer">The model. Its own two-clip option does not matter here.</param>
    /// <param name="dataset">The clips; labels that occur must be among the model's (they are matched by name).</param>
    /// <param name="options">How; null for the usual protocol.</param>
    /// <param name="progress">Told the share of the clips that is done, 0 to 1, on the caller's thread.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    /// <returns>The answers and what they amount to.</returns>
    /// <exception cref="DatasetException">The model does not know a label, more than 5 % of the clips cannot be read, or no clip has the only sense that is wanted.</exception>
    /// <exception cref="ModelFileException">The model's answer is not a number.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static EvaluationResult Evaluate(
        EmotionRecognizer recognizer, ClipDataset dataset, EvaluationOptions? options = null, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recognizer);
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new EvaluationOptions();
        int[] classes = Classes(recognizer, dataset);
        if (WantedSense.Fault(dataset.Clips, options.Modality, clip => Look(recognizer, clip, options, cancellationToken)) is { } fault)
            throw new DatasetException(fault);
        var unreadable = new UnreadableClips(dataset);
        SenseCounts senses = default;
        var results = new List<EvaluatedClip>(dataset.Clips.Count);
        int done = 0;
        foreach ((LabeledClip clip, Task<Clip> reading) in ClipsAhead.Read(dataset.Clips, recognizer.ImageSize, options, cancellationToken))
        {
            try
            {
                Clip read = reading.GetAwaiter().GetResult();
                senses = senses.With(read.HasFrames, read.HasAudio);
                results.Add(Answer(recognizer, read, clip, classes[clip.Label]));
            }
            catch (MediaException exception)
            {
                unreadable.Add(done, exception.Message);
            }
            done++;
            progress?.Report((double)done / dataset.Clips.Count);
        }
        return new EvaluationResult(recognizer.Labels, results, unreadable.List())
        {
            Warnings = [.. senses.Warnings(options.Modality), .. UnknownLabels.Warning(dataset) is { } warning ? (string[])[warning] : []],
        };
    }

    private static (bool Frames, bool Sound) Look(
        EmotionRecognizer recognizer, LabeledClip clip, EvaluationOptions options, CancellationToken cancellationToken)
    {
        Clip read = ClipsAhead.Read(clip, recognizer.ImageSize, options, cancellationToken);
        return (read.HasFrames, read.HasAudio);
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
        List<string> known = [.. recognizer.Labels];
        return UnknownLabels.InData(dataset, known) is { } unknown
            ? throw new DatasetException(unknown + ".")
            : [.. dataset.Labels.Select(l => known.FindIndex(m => m.Equals(l, StringComparison.OrdinalIgnoreCase)))];
    }
}
