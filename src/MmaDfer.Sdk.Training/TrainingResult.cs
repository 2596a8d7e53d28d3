using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Training;

/// <summary>What a training left behind.</summary>
public sealed record TrainingResult
{
    /// <summary>The adapter file.</summary>
    public required string AdapterPath { get; init; }

    /// <summary>The emotions that the model knows with it.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>All epochs, those before an interruption too.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>Loss of every step.</summary>
    public required IReadOnlyList<float> Losses { get; init; }

    /// <summary>Epoch whose values the adapter has, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>What logits are divided by before the softmax, fitted on the validation clips; 1 without any.</summary>
    public required double Temperature { get; init; }

    /// <summary>The validation clips under the adapter and its temperature; null without any.</summary>
    public EvaluationResult? Validation { get; init; }

    /// <summary>
    /// The validation clips under the model as it was before; null without any, and where the classifier began anew, so that there is
    /// nothing to compare with.
    /// </summary>
    public EvaluationResult? Before { get; init; }

    /// <summary>
    /// What whoever uses the adapter should know, a sentence each: classes that began anew, clips without a sense, a training that
    /// diverged, a temperature that means nothing. Empty if all went well.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Clips computed at a time in the end: fewer than asked for where a device had too little memory.</summary>
    public required int MicroBatchSize { get; init; }

    /// <summary>All that the losses depend on, by name: options, labels, fingerprints of clips and model.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Clips that could not be read.</summary>
    public required IReadOnlyList<SkippedClip> Skipped { get; init; }
}
