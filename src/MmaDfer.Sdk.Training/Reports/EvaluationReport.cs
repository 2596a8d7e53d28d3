using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Reports;

/// <summary>What a report on an evaluation shows.</summary>
public sealed record EvaluationReport
{
    /// <summary>The large line at the top.</summary>
    public required string Title { get; init; }

    /// <summary>Something that the reader must not miss (untrained weights, say); null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>What else the reader should know, a sentence each: clips without a sense, say.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The folds; a single evaluation is one fold.</summary>
    public required FoldSummary Summary { get; init; }

    /// <summary>Names of the folds, as many as there are; empty to count from 1.</summary>
    public IReadOnlyList<string> FoldNames { get; init; } = [];

    /// <summary>The paper's row for the same data set and image size; null for none.</summary>
    public PublishedResult? Published { get; init; }

    /// <summary>Names and values of the settings, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];
}
