using System.Globalization;
using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Training;

/// <summary>What whoever trains should know: each sentence once, told as soon as it is found.</summary>
/// <param name="told">Who is told; null for nobody.</param>
internal sealed class TrainingWarnings(IProgress<string>? told)
{
    private readonly List<string> _all = [];
    private bool _diverged;

    /// <summary>All of them, in the order in which they were found.</summary>
    public IReadOnlyList<string> All => _all;

    /// <param name="warning">A sentence; null for nothing.</param>
    public void Add(string? warning)
    {
        if (warning is null || _all.Contains(warning))
            return;
        _all.Add(warning);
        told?.Report(warning);
    }

    /// <summary>Says so where a loss is far too high; once, since later ones follow from it.</summary>
    public void AddOfLoss(EpochResult epoch, double firstLoss, int classes)
    {
        if (_diverged || Divergence.OfLoss(epoch, firstLoss, classes) is not { } warning)
            return;
        _diverged = true;
        Add(warning);
    }

    /// <summary>Says so where some clips lack a sense that is wanted.</summary>
    public void AddOfSenses(string which, SenseCounts senses, Modality modality)
    {
        foreach (string warning in senses.Warnings(modality))
            Add($"Of the {which} clips, {warning}");
    }
}

/// <summary>Signs that a training went wrong although all of its numbers are finite.</summary>
internal static class Divergence
{
    // Losses of single batches scatter; far above both the start and guessing is no accident.
    private const double AboveStart = 1.5, AboveGuessing = 1.25, AtBound = 1.001;

    /// <summary>What is to be said of an epoch's loss; null where it is no worse than usual.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="firstLoss">Loss of the first step, before anything was learnt.</param>
    /// <param name="classes">Classes of the network: guessing has the logarithm of their number as its loss.</param>
    public static string? OfLoss(EpochResult epoch, double firstLoss, int classes)
    {
        double guessing = Math.Log(classes);
        return epoch.Loss > Math.Max(AboveStart * firstLoss, AboveGuessing * guessing)
            ? string.Create(CultureInfo.InvariantCulture,
                $"The training diverges: the loss of epoch {epoch.Epoch + 1} is {epoch.Loss:G4}, far above its start ({firstLoss:G4}) and above guessing ({guessing:G4}); train anew with a lower learning rate.")
            : null;
    }

    /// <summary>What is to be said of the temperature that was fitted; null within its bounds.</summary>
    public static string? OfTemperature(double temperature) => temperature switch
    {
        >= TemperatureScaling.Max / AtBound => string.Create(CultureInfo.InvariantCulture,
            $"The temperature is {TemperatureScaling.Max}, the highest there is: the scores say nothing about the validation clips, so the training has gone wrong or learned nothing; look at the losses, and train anew with a lower learning rate."),
        <= TemperatureScaling.Min * AtBound => string.Create(CultureInfo.InvariantCulture,
            $"The temperature is {TemperatureScaling.Min}, the lowest there is: all validation clips are recognised, so they do not tell how sure the model may be, and its confidences mean little; calibrate with more clips, of other people than those to train with."),
        _ => null,
    };

    /// <summary>What is to be said where fewer validation clips are recognised than before; null where it is no worse.</summary>
    public static string? OfResult(EvaluationResult? before, EvaluationResult? after) =>
        after?.Metrics.War < before?.Metrics.War
            ? string.Create(CultureInfo.InvariantCulture,
                $"With the adapter {after!.Metrics.War:0.0} % of the validation clips are recognised, fewer than without it ({before!.Metrics.War:0.0} %).")
            : null;
}
