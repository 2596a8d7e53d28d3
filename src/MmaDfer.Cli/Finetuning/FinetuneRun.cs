using System.Globalization;
using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Cli.Finetuning;

/// <summary>The work of <c>mmadfer finetune</c>.</summary>
internal static class FinetuneRun
{
    public static async Task<int> Run(FinetuneSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        (ClipDataset data, ClipDataset? validation) = await Task.Run(() => ReadData(settings), cancellationToken);
        terminal.WriteWarnings(FrameOrderWarning.Find(data));
        FinetuneReport.Check(settings);
        TrainingResult result;
        try
        {
            result = await terminal.RunWithProgress(settings.Json, bars => Train(settings, data, validation, bars, terminal, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine(DescribeResume(settings));
            return ExitCode.Cancelled;
        }
        string report = FinetuneReport.Write(settings, result);
        terminal.WriteResult(settings.Json, json => FinetuneJson.Write(json, result, report), _ => WriteSummary(terminal, result));
        return ExitCode.Done;
    }

    private static Task<TrainingResult> Train(
        FinetuneSettings settings, ClipDataset data, ClipDataset? validation, ProgressBars bars, Terminal terminal, CancellationToken cancellationToken)
    {
        FinetuneProgress progress = FinetuneProgress.Create(bars, terminal.Error, settings.Json);
        TrainingOptions options = settings.Options with { Warnings = progress };
        return settings.Folds is { } folds
            ? CrossValidation.TrainAsync(settings.Model, data, folds.Count, settings.Output, options, progress, cancellationToken)
            : AdapterTrainer.TrainAsync(settings.Model, data, validation, settings.Output, options, progress, cancellationToken);
    }

    private static string DescribeResume(FinetuneSettings settings)
    {
        string state = Path.Combine(settings.Output, AdapterTrainer.StateName);
        // Folds are trained one after the other, before all clips together.
        for (int fold = 1; settings.Folds is not null && !File.Exists(state) && Directory.Exists(CrossValidation.FoldFolder(settings.Output, fold)); fold++)
            state = Path.Combine(CrossValidation.FoldFolder(settings.Output, fold), AdapterTrainer.StateName);
        return File.Exists(state)
            ? $"Stopped; the progress is saved in {state}. To continue, run the same command with --resume{(settings.Options.Overwrite ? " instead of --overwrite" : "")}."
            : "Stopped before the first step; there is nothing to resume.";
    }

    private static (ClipDataset Data, ClipDataset? Validation) ReadData(FinetuneSettings settings)
    {
        // Numbers in a list refer to the model's own labels, and labels that the model does not have are refused.
        ClipDataset data = ClipDataset.Parse(settings.Data, settings.Root, settings.Options.Labels ?? ModelLoader.ReadLabels(settings.Model), settings.Order, settings.Group);
        if (settings.Validation is { } path)
            return (data, ClipDataset.Parse(path, settings.Root, data.Labels, settings.Order, settings.Group));
        if (settings.ValidationShare == 0)
            return (data, null);
        DatasetSplit split = data.Split(settings.ValidationShare, settings.Options.Seed);
        return (split.Training, split.Validation);
    }

    private static string DescribeGain(TrainingResult result)
    {
        if (result is not { Before: { } before, Validation: { } after })
            return "";
        EvaluationComparison gain = EvaluationComparison.Of(before, after);
        string doubt = gain.Intervals.Uar.Contains(0) ? ", so neither is shown to be better" : "";
        return string.Create(CultureInfo.InvariantCulture, $"; {gain.Uar:+0.0;-0.0;0.0} points over the model before, interval {gain.Intervals.Uar}{doubt}");
    }

    private static void WriteSummary(Terminal terminal, TrainingResult result)
    {
        EpochResult epoch = result.Epochs[result.Epoch];
        string before = result.Before is { } start ? string.Create(CultureInfo.InvariantCulture, $" ({start.Metrics.War:0.0} % before)") : "";
        string clips = result.Folds.Count > 0 ? $"clips recognised correctly in {result.Folds.Count} folds, each without its group in the training" : "validation clips recognised correctly";
        string judged = result.Validation is { } validation
            ? string.Create(CultureInfo.InvariantCulture, $"; {validation.Metrics.War:0.0} % of the {clips}{before}, temperature {result.Temperature:0.00}")
            : "";
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.AdapterPath}: epoch {epoch.Epoch + 1}, loss {epoch.Loss:0.0000}{judged}."));
        if (result.Validation is { } figures)
            terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"UAR {figures.Metrics.Uar:0.0} %, 95 % interval {figures.Intervals.Uar}{DescribeGain(result)}."));
        foreach (SkippedClip clip in result.Skipped)
            terminal.Error.WriteLine($"Skipped: {clip.Reason}");
    }
}

/// <summary>The options of <c>mmadfer finetune</c>.</summary>
internal sealed record FinetuneSettings
{
    public required string Model { get; init; }

    public required string Data { get; init; }

    public string? Root { get; init; }

    /// <summary>Order of the images of clips that are folders; null for the default.</summary>
    public FrameOrder? Order { get; init; }

    /// <summary>The column of the groups; null for the usual names.</summary>
    public string? Group { get; init; }

    /// <summary>Validation clips; null for a share of the training clips, or none.</summary>
    public string? Validation { get; init; }

    public double ValidationShare { get; init; }

    /// <summary>The folds that judge the training; null for none.</summary>
    public FoldChoice? Folds { get; init; }

    public required string Output { get; init; }

    public required TrainingOptions Options { get; init; }

    public bool Json { get; init; }
}

/// <summary>How clips are divided into folds.</summary>
/// <param name="Count">Number of folds; null for one per group.</param>
internal sealed record FoldChoice(int? Count)
{
    /// <summary>The word for one fold per group.</summary>
    public const string EachGroup = "each";
}
