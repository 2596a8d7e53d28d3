using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Reports;

/// <summary>The contents of a report on an evaluation.</summary>
public sealed record EvaluationReport
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>A prominent warning, for example about untrained weights; null for none.</summary>
    public string? Warning { get; init; }

    /// <summary>Other warnings, one sentence each, for example about clips that lack a modality.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The folds; a single evaluation is one fold.</summary>
    public required FoldSummary Summary { get; init; }

    /// <summary>The names of the folds; empty to number them from 1.</summary>
    public IReadOnlyList<string> FoldNames { get; init; } = [];

    /// <summary>The published result for the same data set and image size; null for none.</summary>
    public PublishedResult? Published { get; init; }

    /// <summary>The difference to another model, for example the one before fine-tuning; null for none.</summary>
    public EvaluationComparison? Comparison { get; init; }

    /// <summary>Names and values of the settings, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];
}
