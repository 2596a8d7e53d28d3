using MmaDfer.Cli.Commands;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Evaluating;

/// <summary>What <c>mmadfer evaluate</c> was told.</summary>
internal sealed record EvaluateSettings
{
    public required string Model { get; init; }

    public required string Data { get; init; }

    public string? Root { get; init; }

    /// <summary>Order of the images of clips that are folders; null for the usual one.</summary>
    public FrameOrder? Order { get; init; }

    /// <summary>Numbers of the folds; null for a single evaluation.</summary>
    public IReadOnlyList<int>? Folds { get; init; }

    public required EmotionRecognizerOptions Recognizer { get; init; }

    public required EvaluationOptions Options { get; init; }

    /// <summary>HTML file to write; null for none.</summary>
    public string? Report { get; init; }

    public bool Json { get; init; }

    /// <summary>The settings of each fold, or these alone.</summary>
    public IEnumerable<EvaluateSettings> Each() => Folds is null
        ? [this]
        : Folds.Select(f => this with
        {
            Model = FoldNumbers.Put(Model, f),
            Recognizer = Recognizer with { AdapterPath = Recognizer.AdapterPath is { } adapter ? FoldNumbers.Put(adapter, f) : null },
            Data = FoldNumbers.Put(Data, f),
        });
}
