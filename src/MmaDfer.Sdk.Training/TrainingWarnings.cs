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
