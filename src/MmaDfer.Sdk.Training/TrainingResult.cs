using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>The result of a training.</summary>
public sealed record TrainingResult
{
    /// <summary>Path of the adapter file.</summary>
    public required string AdapterPath { get; init; }

    /// <summary>The labels of the model with the adapter.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>The results of all epochs, including those before an interruption.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>The loss of every step.</summary>
    public required IReadOnlyList<float> Losses { get; init; }

    /// <summary>The epoch, from 0, whose values the adapter contains.</summary>
    public required int Epoch { get; init; }

    /// <summary>
    /// The temperature that divides the logits before the softmax: fitted on the validation clips; without them, that of
    /// <see cref="TrainingOptions.Temperature"/>.
    /// </summary>
    public required double Temperature { get; init; }

    /// <summary>
    /// The evaluation of the adapter, with its temperature, on the validation clips; null without validation clips. Of a training in folds
    /// (<see cref="CrossValidation"/>): all clips, each as the adapter of its fold recognised it, which was trained without it.
    /// </summary>
    public EvaluationResult? Validation { get; init; }

    /// <summary>The evaluation of each fold's adapter on the clips held out; empty unless trained in folds (<see cref="CrossValidation"/>).</summary>
    public IReadOnlyList<EvaluationResult> Folds { get; init; } = [];

    /// <summary>
    /// The evaluation of the original model on the validation clips; null without validation clips, or if the classifier started from
    /// random values, so that there is nothing to compare with.
    /// </summary>
    public EvaluationResult? Before { get; init; }

    /// <summary>
    /// Warnings about the adapter, one sentence each: for example a new classifier, clips that lack a modality, a training that diverged, or
    /// a meaningless temperature. Empty if there are none.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The micro-batch size at the end: smaller than requested if a device ran out of memory.</summary>
    public required int MicroBatchSize { get; init; }

    /// <summary>Everything that the losses depend on, by name: options, labels, and fingerprints of the clips and the model.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The clips that could not be read.</summary>
    public required IReadOnlyList<SkippedClip> Skipped { get; init; }
}
