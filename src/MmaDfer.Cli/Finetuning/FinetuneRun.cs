using System.Globalization;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Cli.Finetuning;

/// <summary>The work of <c>mmadfer finetune</c>.</summary>
internal static class FinetuneRun
{
    public static async Task<int> Run(FinetuneSettings settings, Terminal terminal, CancellationToken cancellation)
    {
        (ClipDataset data, ClipDataset? validation) = await Task.Run(() => Read(settings), cancellation);
        terminal.Remark(FrameOrderRemark.Of(data));
        TrainingResult result = await terminal.WithProgress(settings.Json, bars => AdapterTrainer.TrainAsync(
            settings.Model, data, validation, settings.Output, settings.Options,
            FinetuneProgress.Of(bars, settings.Json ? null : terminal.Error), cancellation));
        string report = FinetuneReport.Write(settings, result);
        if (settings.Json)
            JsonOutput.Write(terminal.Output, json => FinetuneJson.Write(json, result, report));
        else
            WriteSummary(terminal, result);
        return ExitCode.Done;
    }

    private static (ClipDataset Data, ClipDataset? Validation) Read(FinetuneSettings settings)
    {
        ClipDataset data = ClipDataset.Parse(settings.Data, settings.Root, settings.Options.Labels, settings.Order);
        if (settings.Validation is { } given)
            return (data, ClipDataset.Parse(given, settings.Root, data.Labels, settings.Order));
        return settings.ValidationShare > 0 ? data.Split(settings.ValidationShare, settings.Options.Seed) : (data, null);
    }

    private static void WriteSummary(Terminal terminal, TrainingResult result)
    {
        EpochResult epoch = result.Epochs[result.Epoch];
        string judged = epoch.ValidationAccuracy is double accuracy
            ? string.Create(CultureInfo.InvariantCulture, $"; {100 * accuracy:0.0} % of the validation clips recognised, temperature {result.Temperature:0.00}")
            : "";
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.AdapterPath}: epoch {epoch.Epoch + 1}, loss {epoch.Loss:0.0000}{judged}."));
        foreach (SkippedClip clip in result.Skipped)
            terminal.Error.WriteLine($"Skipped: {clip.Reason}");
    }
}
