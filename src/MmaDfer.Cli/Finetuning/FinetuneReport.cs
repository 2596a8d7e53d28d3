using System.Globalization;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Reports;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Cli.Finetuning;

/// <summary>The report of <c>mmadfer finetune</c>.</summary>
internal static class FinetuneReport
{
    public const string Name = "report.html";

    /// <summary>Fails before the training if the folder already has a report.</summary>
    /// <exception cref="TrainingException">There is a report, and neither --resume nor --overwrite is given.</exception>
    public static void Check(FinetuneSettings settings)
    {
        string path = Path.Combine(settings.Output, Name);
        if (!settings.Options.Resume && !settings.Options.Overwrite && File.Exists(path))
            throw new TrainingException($"{path}: this folder already holds a report; choose another folder, or overwrite it (--overwrite).");
    }

    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    public static string Write(FinetuneSettings settings, TrainingResult result)
    {
        string path = Path.Combine(settings.Output, Name);
        int stepsPerEpoch = result.Losses.Count / result.Epochs.Count;
        HtmlReport.Write(path, new TrainingReport
        {
            Title = $"Fine-tuning of {Path.GetFileName(settings.Model)}",
            Warning = result.Epochs.Count < settings.Options.Epochs
                ? $"Stopped early, after {result.Epochs.Count} of {settings.Options.Epochs} epochs: the validation loss no longer fell. The adapter holds the weights of epoch {result.Epoch + 1}."
                : null,
            Losses =
            [
                CreateCurve("training", result.Losses.Select((loss, i) => (i + 1.0, (double)loss))),
                CreateCurve("validation", result.Epochs.Where(e => e.ValidationLoss is not null)
                    .Select(e => ((e.Epoch + 1.0) * stepsPerEpoch, e.ValidationLoss!.Value))),
            ],
            Accuracies =
            [
                CreateCurve("training", result.Epochs.Select(e => (e.Epoch + 1.0, 100 * e.Accuracy))),
                CreateCurve("validation", result.Epochs.Where(e => e.ValidationAccuracy is not null)
                    .Select(e => (e.Epoch + 1.0, 100 * e.ValidationAccuracy!.Value))),
            ],
            Before = result.Before,
            Validation = result.Validation,
            Folds = result.Folds,
            Warnings = result.Warnings,
            Settings =
            [
                new("model file", settings.Model),
                new("data", settings.Data),
                .. result.Settings,
                new("engine", $"{settings.Options.Engine}"),
                new("final micro-batch", result.MicroBatchSize.ToString(CultureInfo.InvariantCulture)),
                new("temperature", result.Temperature.ToString("0.###", CultureInfo.InvariantCulture)),
            ],
            Skipped = result.Skipped,
        });
        return path;
    }

    private static ReportCurve CreateCurve(string name, IEnumerable<(double X, double Y)> points)
    {
        (double X, double Y)[] all = [.. points];
        return new ReportCurve { Name = name, X = [.. all.Select(p => p.X)], Y = [.. all.Select(p => p.Y)] };
    }
}
