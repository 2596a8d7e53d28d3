using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>Evaluates a model on a data set.</summary>
public static class Evaluator
{
    /// <summary>Evaluates a model. The network runs on the calling thread; other threads read clips ahead.</summary>
    /// <param name="recognizer">The model. Its own two-clip option is ignored.</param>
    /// <param name="dataset">The clips. The model must have all their labels, which are matched by name.</param>
    /// <param name="options">Options; null for the usual protocol.</param>
    /// <param name="progress">Receives the share of finished clips, 0 to 1, on the calling thread.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    /// <returns>The predictions and metrics.</returns>
    /// <exception cref="DatasetException">The model does not know a label, more than 5 % of the clips cannot be read, or no clip has the only requested modality.</exception>
    /// <exception cref="ModelFileException">The output of the model is not finite.</exception>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public static EvaluationResult Evaluate(
        EmotionRecognizer recognizer, ClipDataset dataset, EvaluationOptions? options = null, IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recognizer);
        ArgumentNullException.ThrowIfNull(dataset);
        options ??= new EvaluationOptions();
        int[] classes = MapLabels(recognizer, dataset);
        if (ModalityCheck.FindFault(dataset.Clips, options.Modality, clip => ReadModalities(recognizer, clip, options, cancellationToken)) is { } fault)
            throw new DatasetException(fault);
        var unreadable = new UnreadableClips(dataset);
        ModalityCounts modalities = default;
        var warnings = new ClipWarnings();
        var results = new List<EvaluatedClip>(dataset.Clips.Count);
        int done = 0;
        foreach ((LabeledClip clip, Task<Clip> reading) in ClipPrefetcher.Read(recognizer, dataset.Clips, options, cancellationToken))
        {
            try
            {
                Clip read = reading.GetAwaiter().GetResult();
                modalities = modalities.With(read.HasFrames, read.HasAudio);
                warnings.Add(clip, read.Warnings);
                results.Add(Predict(recognizer, read, clip, classes[clip.Label]));
            }
            catch (MediaException exception)
            {
                unreadable.Add(done, exception.Message);
            }
            done++;
            progress?.Report((double)done / dataset.Clips.Count);
        }
        return new EvaluationResult(recognizer.Labels, results, unreadable.ToList())
        {
            Warnings = [.. modalities.Warnings(options.Modality), .. warnings.ToSentences(results.Count), .. UnknownLabels.Warning(dataset) is { } warning ? (string[])[warning] : []],
        };
    }

    private static (bool Frames, bool Audio) ReadModalities(
        EmotionRecognizer recognizer, LabeledClip clip, EvaluationOptions options, CancellationToken cancellationToken)
    {
        Clip read = ClipPrefetcher.Read(recognizer, clip, options, cancellationToken);
        return (read.HasFrames, read.HasAudio);
    }

    private static EvaluatedClip Predict(EmotionRecognizer recognizer, Clip clip, LabeledClip labeled, int label)
    {
        EmotionPrediction prediction = recognizer.Recognize(clip);
        return new EvaluatedClip
        {
            Id = labeled.Id,
            Group = labeled.Group,
            Label = label,
            Predicted = Calibration.Best(prediction.Probabilities),
            Probabilities = prediction.Probabilities.ToArray(),
            Logits = prediction.Logits.ToArray(),
        };
    }

    /// <summary>The model's class for each label of the data set.</summary>
    private static int[] MapLabels(EmotionRecognizer recognizer, ClipDataset dataset)
    {
        List<string> known = [.. recognizer.Labels];
        return UnknownLabels.InData(dataset, known) is { } unknown
            ? throw new DatasetException(unknown + ".")
            : [.. dataset.Labels.Select(l => known.FindIndex(m => m.Equals(l, StringComparison.OrdinalIgnoreCase)))];
    }
}
