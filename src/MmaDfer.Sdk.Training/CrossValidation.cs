using System.Globalization;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Predictions;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>
/// Trains on all clips, and says what the result is worth for people whom it has not seen: the clips are divided into folds of whole groups
/// (<see cref="LabeledClip.Group"/>), for each fold an adapter is trained on the others and judged on this one, and at last the adapter to
/// keep is trained on all clips.
/// </summary>
/// <remarks>
/// The clips that judge take no part in the training that they judge: every fold trains all its epochs, and the temperature of a fold's
/// confidences is fitted on the other folds. The adapter to keep has the temperature that fits all of them.
/// </remarks>
public static class CrossValidation
{
    /// <summary>Trains on the calling thread and the threads of the engine: one training more than there are folds.</summary>
    /// <param name="model">The model file to start from; it is not changed.</param>
    /// <param name="data">The clips.</param>
    /// <param name="folds">Number of folds, 2 or more; null for one fold per group (leave one person out).</param>
    /// <param name="folder">
    /// The output folder, as for <see cref="AdapterTrainer.Train"/>; the trainings of the folds are in its subfolders <c>fold-1</c>,
    /// <c>fold-2</c>, ..., of use only to resume (<see cref="TrainingOptions.Resume"/>, which continues in the fold that was interrupted).
    /// </param>
    /// <param name="options">Options of every training; null for the defaults. <see cref="TrainingOptions.Patience"/> must be null.</param>
    /// <param name="progress">Receives the progress after each step and epoch, on the calling thread.</param>
    /// <param name="cancellationToken">Cancels after the current micro-batch; the state is saved first.</param>
    /// <returns>
    /// The training on all clips. Its <see cref="TrainingResult.Validation"/> has every clip as judged by the adapter that was trained
    /// without it, and its <see cref="TrainingResult.Folds"/> the same fold by fold.
    /// </returns>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    /// <exception cref="DatasetException">The clips cannot be divided (<see cref="ClipDataset.SplitIntoFolds"/>), or cannot be read.</exception>
    /// <exception cref="TrainingException">As for <see cref="AdapterTrainer.Train"/>.</exception>
    /// <exception cref="ModelFileException">As for <see cref="AdapterTrainer.Train"/>.</exception>
    /// <exception cref="EngineException">The engine cannot train on this machine.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static TrainingResult Train(
        string model, ClipDataset data, int? folds, string folder, TrainingOptions? options = null,
        IProgress<FoldProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new TrainingOptions();
        if (options.Patience is not null)
            throw new ArgumentException("Early stopping cannot be combined with folds: the clips that judge a training would also choose its epoch.", nameof(options));
        IReadOnlyList<DatasetSplit> splits = data.SplitIntoFolds(folds, options.Seed);
        // Whatever would stop a later training stops the first one.
        foreach (DatasetSplit split in splits)
            TrainingOptionsCheck.Run(options, split.Training, split.Validation);
        TrainingFiles.Open(folder, options).Dispose();
        var warnings = new TrainingWarnings(options.Warnings);
        if (data.Clips.All(c => c.Group is null))
            warnings.Add("No column names the person of each clip, so the same person may be in the training and among the clips that judge it: for new people the result is worse.");
        var results = new List<TrainingResult>();
        var heard = new HashSet<string>();
        for (int fold = 0; fold < splits.Count; fold++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"Fold {fold + 1}");
            // A warning that several folds give is said once.
            var receiver = new Receiver<string>(warning => warnings.Add(heard.Add(warning) ? $"{name}: {warning}" : null));
            if (MissingLabels(splits[fold]) is { } missing)
                receiver.Report(missing);
            results.Add(Run(fold, splits[fold].Training, splits[fold].Validation, FoldFolder(folder, fold + 1), options with { Warnings = receiver, IsFold = true }));
        }
        EvaluationResult after = Calibrate(data, results);
        EvaluationResult? before = results[0].Before is null ? null : Join(data, results, r => r.Before!.Clips);
        double temperature = after.FitTemperature();
        warnings.Add(Divergence.CheckTemperature(temperature));
        warnings.Add(Divergence.CheckResult(before, after));
        var last = new Receiver<string>(warning => warnings.Add(heard.Add(warning) ? warning : null));
        TrainingResult all = Run(splits.Count, data, null, folder, options with { Warnings = last, Temperature = temperature });
        return all with { Validation = after, Before = before, Folds = [.. results.Select(r => r.Validation!)], Warnings = warnings.All };

        TrainingResult Run(int fold, ClipDataset training, ClipDataset? held, string path, TrainingOptions with) => AdapterTrainer.Train(
            model, training, held, path, with,
            progress is null ? null : new Receiver<TrainingProgress>(p => progress.Report(new FoldProgress { Fold = fold, Folds = splits.Count, Training = p })),
            cancellationToken);
    }

    /// <summary>Trains on another thread, on which it also reports progress.</summary>
    /// <inheritdoc cref="Train"/>
    public static Task<TrainingResult> TrainAsync(
        string model, ClipDataset data, int? folds, string folder, TrainingOptions? options = null,
        IProgress<FoldProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Train(model, data, folds, folder, options, progress, cancellationToken), cancellationToken);

    /// <summary>The folder of a fold's training.</summary>
    /// <param name="folder">The output folder.</param>
    /// <param name="fold">The number of the fold, from 1.</param>
    public static string FoldFolder(string folder, int fold) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"fold-{fold}"));

    private static string? MissingLabels(DatasetSplit split)
    {
        string[] missing = [.. split.Validation.Clips.Select(c => c.Label).Except(split.Training.Clips.Select(c => c.Label)).Order().Select(l => split.Training.Labels[l])];
        return missing.Length == 0
            ? null
            : $"no training clip shows {string.Join(", ", missing.Select(m => $"'{Printable.Text(m)}'"))}, because all of them are of the groups held out; the result is lower for it.";
    }

    /// <summary>The clips of all folds, each with the probabilities at the temperature that suits the other folds.</summary>
    private static EvaluationResult Calibrate(ClipDataset data, List<TrainingResult> results) => Join(data, results, held =>
    {
        EvaluatedClip[] others = [.. results.Where(r => r != held).SelectMany(r => r.Validation!.Clips)];
        double temperature = TemperatureScaling.Fit([.. others.SelectMany(c => c.Logits)], [.. others.Select(c => c.Label)]);
        return held.Validation!.Clips.Select(clip =>
        {
            float[] probabilities = new float[clip.Logits.Count];
            Probabilities.AddSoftmax([.. clip.Logits], 1, probabilities, temperature);
            return clip with { Probabilities = probabilities };
        });
    });

    /// <summary>The clips of all folds, in the order of the data set.</summary>
    private static EvaluationResult Join(ClipDataset data, List<TrainingResult> results, Func<TrainingResult, IEnumerable<EvaluatedClip>> select)
    {
        Dictionary<string, EvaluatedClip> clips = results.SelectMany(select).ToDictionary(c => c.Id, StringComparer.Ordinal);
        return new EvaluationResult(
            results[0].Labels,
            [.. data.Clips.Where(c => clips.ContainsKey(c.Id)).Select(c => clips[c.Id])],
            [.. results.SelectMany(r => r.Validation!.Skipped)]);
    }

    /// <summary>Unlike <see cref="Progress{T}"/>, it calls on the reporting thread.</summary>
    private sealed class Receiver<T>(Action<T> receive) : IProgress<T>
    {
        public void Report(T value) => receive(value);
    }
}

/// <summary>The progress of a training in folds.</summary>
public sealed record FoldProgress
{
    /// <summary>The fold that is held out, from 0; as many as there are folds for the last training, on all clips.</summary>
    public required int Fold { get; init; }

    /// <summary>Number of folds.</summary>
    public required int Folds { get; init; }

    /// <summary>The progress of this training.</summary>
    public required TrainingProgress Training { get; init; }
}
