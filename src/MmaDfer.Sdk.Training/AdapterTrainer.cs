using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>
/// Fine-tunes a model on one's own clips. The result is an adapter: a small file with only what changed, to be loaded with the
/// model it was trained on (<see cref="EmotionRecognizerOptions.Adapter"/>) or merged into it
/// (<see cref="Models.ModelConverter.Merge"/>). No work is lost: see <see cref="TrainingOptions.Resume"/>.
/// </summary>
/// <remarks>
/// AdamW on the cross-entropy, a cosine learning rate, drop path, the paper's augmentations (MMA-DFER, Chumachenko et al.,
/// 2024). With the same seed, settings, data and machine all losses are the same bit for bit, interrupted or not.
/// </remarks>
public static class AdapterTrainer
{
    /// <summary>Names of the files in the output folder: the result, a line for each step, and the state to resume from.</summary>
    public const string AdapterName = "adapter.safetensors", LossesName = "losses.csv", StateName = "state.safetensors";

    /// <summary>Trains to the end, on the calling thread and those of the engine.</summary>
    /// <param name="model">The model file to start from. It stays as it is.</param>
    /// <param name="data">The clips to train with.</param>
    /// <param name="validation">Clips to judge each epoch by and to fit the temperature on; null for none.</param>
    /// <param name="folder">
    /// Where the files go; made if it is not there. One that holds a training already is refused, unless the options say to resume or
    /// overwrite it; so is one in which another training runs.
    /// </param>
    /// <param name="options">How to train; null for the defaults.</param>
    /// <param name="progress">Told after each step and epoch, on the calling thread.</param>
    /// <param name="cancellationToken">Ends training after the clip in hand; the state is saved before.</param>
    /// <exception cref="TrainingException">
    /// Options, data, model and folder do not fit (a label that the model does not know, no clip with the only sense that is wanted); or
    /// the loss is not a number any more.
    /// </exception>
    /// <exception cref="DatasetException">More than 5 % of the clips cannot be read.</exception>
    /// <exception cref="ModelFileException">The model or the state cannot be read, or a file cannot be written; what was saved before stays.</exception>
    /// <exception cref="EngineException">The engine cannot train on this machine.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TrainingResult Train(
        string model, ClipDataset data, ClipDataset? validation, string folder, TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folder);
        options ??= new TrainingOptions();
        OptionsCheck.Run(options, data, validation);
        using TrainingFiles files = TrainingFiles.Take(folder, options);
        using StartingModel start = StartingModel.Open(model, options.Labels, data, options.Seed, cancellationToken);
        using var run = new TrainingRun(
            start, start.Map(data), validation is null ? null : start.Map(validation), files, options, progress, cancellationToken);
        return run.ToTheEnd();
    }

    /// <summary>Trains to the end on another thread; progress is told there.</summary>
    /// <inheritdoc cref="Train"/>
    public static Task<TrainingResult> TrainAsync(
        string model, ClipDataset data, ClipDataset? validation, string folder, TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Train(model, data, validation, folder, options, progress, cancellationToken), cancellationToken);
}
