using System.Globalization;
using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Training;

/// <summary>The warnings of a training, each reported once and as soon as it is found.</summary>
/// <param name="receiver">Receives each warning; null for none.</param>
internal sealed class TrainingWarnings(IProgress<string>? receiver)
{
    private readonly List<string> _all = [];
    private bool _diverged;

    /// <summary>All warnings, in the order in which they were found.</summary>
    public IReadOnlyList<string> All => _all;

    /// <summary>Adds a warning that has not been added before.</summary>
    /// <param name="warning">One sentence; null for none.</param>
    public void Add(string? warning)
    {
        if (warning is null || _all.Contains(warning))
            return;
        _all.Add(warning);
        receiver?.Report(warning);
    }

    /// <summary>Warns once if the loss of an epoch is far too high.</summary>
    public void AddLossWarning(EpochResult epoch, double firstLoss, int classes)
    {
        if (_diverged || Divergence.CheckLoss(epoch, firstLoss, classes) is not { } warning)
            return;
        _diverged = true;
        Add(warning);
    }

    /// <summary>Warns if some clips lack a requested modality.</summary>
    public void AddModalityWarnings(string which, ModalityCounts counts, Modality modality)
    {
        foreach (string warning in counts.Warnings(modality))
            Add($"Of the {which} clips, {warning}");
    }
}

/// <summary>Detects a training that went wrong although all its numbers are finite.</summary>
internal static class Divergence
{
    // Noise can raise a loss a little, but not far above both the first loss and guessing.
    private const double AboveStart = 1.5, AboveGuessing = 1.25, AtBound = 1.001;

    /// <summary>A warning if the loss of an epoch shows that the training diverges; otherwise null.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="firstLoss">Loss of the first step, before any update.</param>
    /// <param name="classes">Number of classes; guessing has the loss ln(classes).</param>
    public static string? CheckLoss(EpochResult epoch, double firstLoss, int classes)
    {
        double guessing = Math.Log(classes);
        return epoch.Loss > Math.Max(AboveStart * firstLoss, AboveGuessing * guessing)
            ? string.Create(CultureInfo.InvariantCulture,
                $"The training diverges: the loss of epoch {epoch.Epoch + 1} is {epoch.Loss:G4}, far above the first loss ({firstLoss:G4}) and above guessing ({guessing:G4}); train again with a lower learning rate.")
            : null;
    }

    /// <summary>A warning if the fitted temperature is at one of its bounds; otherwise null.</summary>
    public static string? CheckTemperature(double temperature) => temperature switch
    {
        >= TemperatureScaling.Max / AtBound => string.Create(CultureInfo.InvariantCulture,
            $"The temperature is {TemperatureScaling.Max}, its maximum: the logits carry no information about the validation clips, so the training has diverged or learned nothing; check the losses, and train again with a lower learning rate."),
        <= TemperatureScaling.Min * AtBound => string.Create(CultureInfo.InvariantCulture,
            $"The temperature is {TemperatureScaling.Min}, its minimum: all validation clips are recognised, so they cannot calibrate the confidences; validate with more clips, of people who are not in the training clips."),
        _ => null,
    };

    /// <summary>A warning if the adapter recognises fewer validation clips than the original model; otherwise null.</summary>
    public static string? CheckResult(EvaluationResult? before, EvaluationResult? after) =>
        after?.Metrics.War < before?.Metrics.War
            ? string.Create(CultureInfo.InvariantCulture,
                $"With the adapter {after!.Metrics.War:0.0} % of the validation clips are recognised, fewer than without it ({before!.Metrics.War:0.0} %).")
            : null;
}
