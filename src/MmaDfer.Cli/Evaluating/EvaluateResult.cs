using System.Globalization;
using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Cli.Evaluating;

/// <summary>What <c>mmadfer evaluate</c> found.</summary>
/// <param name="Settings">What it was told.</param>
/// <param name="Summary">The folds, one where there are none.</param>
/// <param name="ImageSize">The model's.</param>
/// <param name="IsUntrained">Whether the weights are known to be untrained.</param>
internal sealed record EvaluateResult(EvaluateSettings Settings, FoldSummary Summary, int ImageSize, bool IsUntrained)
{
    /// <summary>What the folds are warned of, each with the name of its fold.</summary>
    public IEnumerable<string> Warnings => Summary.Folds.SelectMany((fold, i) =>
        fold.Warnings.Select(w => HasFolds ? string.Create(CultureInfo.InvariantCulture, $"Fold {Settings.Folds![i]}: {w}") : w));

    public bool HasFolds => Settings.Folds is not null;

    /// <summary>What the paper reports for the same data set and image size; null if it does not.</summary>
    public PublishedResult? Published => PublishedResult.All.FirstOrDefault(p =>
        p.ImageSize == ImageSize && Settings.Data.StartsWith(p.Dataset + ":", StringComparison.OrdinalIgnoreCase));
}
