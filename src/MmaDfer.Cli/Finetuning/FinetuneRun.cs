using System.Globalization;
using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Cli.Finetuning;

/// <summary>The work of <c>mmadfer finetune</c>.</summary>
internal static class FinetuneRun
{
    public static async Task<int> Run(FinetuneSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        (ClipDataset data, ClipDataset? validation) = await Task.Run(() => Read(settings), cancellationToken);
        terminal.Warning(FrameOrderWarning.Of(data));
        FinetuneReport.Check(settings);
        TrainingResult result;
        try
        {
            result = await terminal.WithProgress(settings.Json, bars => Train(settings, data, validation, bars, terminal, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine(HowToGoOn(settings));
            return ExitCode.Cancelled;
        }
        string report = FinetuneReport.Write(settings, result);
        if (settings.Json)
            JsonOutput.Write(terminal.Output, json => FinetuneJson.Write(json, result, report));
        else
            WriteSummary(terminal, result);
        return ExitCode.Done;
    }

    private static Task<TrainingResult> Train(
        FinetuneSettings settings, ClipDataset data, ClipDataset? validation, ProgressBars bars, Terminal terminal, CancellationToken cancellationToken)
    {
        FinetuneProgress progress = FinetuneProgress.Of(bars, terminal.Error, settings.Json);
        return AdapterTrainer.TrainAsync(
            settings.Model, data, validation, settings.Output, settings.Options with { Warnings = progress }, progress, cancellationToken);
    }

    private static string HowToGoOn(FinetuneSettings settings)
    {
        string state = Path.Combine(settings.Output, AdapterTrainer.StateName);
        return File.Exists(state)
            ? $"Stopped; what is done is saved in {state}. To go on: the same command with --resume{(settings.Options.Overwrite ? " in place of --overwrite" : "")}."
            : "Stopped before the first step; there is nothing to go on with.";
    }

    private static (ClipDataset Data, ClipDataset? Validation) Read(FinetuneSettings settings)
    {
        // The model's own labels say what the numbers of a list mean, and refuse what they do not name.
        ClipDataset data = ClipDataset.Parse(settings.Data, settings.Root, settings.Options.Labels ?? ModelLoader.Labels(settings.Model), settings.Order);
        if (settings.Validation is { } given)
            return (data, ClipDataset.Parse(given, settings.Root, data.Labels, settings.Order));
        if (settings.ValidationShare == 0)
            return (data, null);
        DatasetSplit split = data.Split(settings.ValidationShare, settings.Options.Seed);
        return (split.Training, split.Validation);
    }

    private static void WriteSummary(Terminal terminal, TrainingResult result)
    {
        EpochResult epoch = result.Epochs[result.Epoch];
        string before = result.Before is { } start ? string.Create(CultureInfo.InvariantCulture, $" ({start.Metrics.War:0.0} % before)") : "";
        string judged = epoch.ValidationAccuracy is double accuracy
            ? string.Create(CultureInfo.InvariantCulture, $"; {100 * accuracy:0.0} % of the validation clips recognised{before}, temperature {result.Temperature:0.00}")
            : "";
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.AdapterPath}: epoch {epoch.Epoch + 1}, loss {epoch.Loss:0.0000}{judged}."));
        foreach (SkippedClip clip in result.Skipped)
            terminal.Error.WriteLine($"Skipped: {clip.Reason}");
    }
}
