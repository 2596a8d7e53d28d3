using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>
/// Fine-tunes a model on your own clips. The result is an adapter: a small file with only the changed tensors. Load it together with
/// the model it was trained on (<see cref="EmotionRecognizerOptions.AdapterPath"/>), or merge it into that model
/// (<see cref="Models.ModelConverter.Merge"/>). An interrupted training can continue: see <see cref="TrainingOptions.Resume"/>.
/// </summary>
/// <remarks>
/// AdamW on the cross-entropy with a cosine learning rate, drop path and the paper's augmentations (MMA-DFER, Chumachenko et al.,
/// 2024). The same seed, settings, data and machine give the same losses bit for bit, even if the training was interrupted.
/// </remarks>
public static class AdapterTrainer
{
    /// <summary>Names of the files in the output folder: the adapter, the loss of each step, and the state from which to resume.</summary>
    public const string AdapterName = "adapter.safetensors", LossesName = "losses.csv", StateName = "state.safetensors";

    /// <summary>Trains on the calling thread and the threads of the engine, and returns when training ends.</summary>
    /// <param name="model">The model file to start from; it is not changed.</param>
    /// <param name="data">The training clips.</param>
    /// <param name="validation">Clips that evaluate each epoch and fit the temperature; null for none.</param>
    /// <param name="folder">
    /// The output folder; created if missing. A folder that already contains a training is refused unless the options say to resume or
    /// overwrite it. A folder in which another training is running is refused.
    /// </param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="progress">Receives the progress after each step and epoch, on the calling thread.</param>
    /// <param name="cancellationToken">Cancels after the current micro-batch; the state is saved first.</param>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    /// <exception cref="TrainingException">
    /// The options, data, model and folder do not fit together (for example, the model does not know a label, or no clip has the only
    /// requested modality), or the loss is no longer a finite number.
    /// </exception>
    /// <exception cref="DatasetException">More than 5 % of the clips cannot be read.</exception>
    /// <exception cref="ModelFileException">The model or the state cannot be read, or a file cannot be written; the last saved state remains.</exception>
    /// <exception cref="EngineException">The engine cannot train on this machine.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static TrainingResult Train(
        string model, ClipDataset data, ClipDataset? validation, string folder, TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new TrainingOptions();
        TrainingOptionsCheck.Run(options, data, validation);
        using TrainingFiles files = TrainingFiles.Open(folder, options);
        using StartingModel start = StartingModel.Open(model, options.Labels, data, options.Seed, cancellationToken);
        using var run = new TrainingRun(
            start, start.Map(data), validation is null ? null : start.Map(validation), files, options, progress, cancellationToken);
        return run.Run();
    }

    /// <summary>Trains on another thread, on which it also reports progress.</summary>
    /// <inheritdoc cref="Train"/>
    public static Task<TrainingResult> TrainAsync(
        string model, ClipDataset data, ClipDataset? validation, string folder, TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Train(model, data, validation, folder, options, progress, cancellationToken), cancellationToken);
}
