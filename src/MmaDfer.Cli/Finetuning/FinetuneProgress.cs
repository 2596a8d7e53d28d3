using System.Globalization;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Cli.Finetuning;

/// <summary>Shows the progress of a training: a bar with loss and remaining time or, without bars, one line per epoch.</summary>
internal sealed class FinetuneProgress(IProgress<double>? bar, Action<string>? describe, TextWriter? lines, Action<string> warn)
    : IProgress<TrainingProgress>, IProgress<FoldProgress>, IProgress<string>
{
    /// <param name="bars">Shows the bar.</param>
    /// <param name="error">Receives warnings and, without bars, the epochs.</param>
    /// <param name="json">Leaves the epochs out.</param>
    public static FinetuneProgress Create(ProgressBars bars, TextWriter error, bool json)
    {
        (IProgress<double>? bar, Action<string>? describe) = bars.AddDescribedStep("Training");
        return new FinetuneProgress(bar, describe, bar is null && !json ? error : null, warning => bars.WriteLine($"Warning: {warning}", error));
    }

    public void Report(TrainingProgress value) => Report(value, "", 0, 1);

    public void Report(FoldProgress value) => Report(
        value.Training, value.Fold < value.Folds ? Format($"Fold {value.Fold + 1}/{value.Folds}, ") : "All clips, ", value.Fold, value.Folds + 1);

    public void Report(string value) => warn(value);

    private void Report(TrainingProgress value, string which, int training, int trainings)
    {
        bar?.Report((training + (double)value.Step / value.Steps) / trainings);
        string epochs = which.Length == 0 ? "Epoch" : which + "epoch";
        describe?.Invoke(Format($"{epochs} {value.Epoch + 1}/{value.Epochs}, loss {value.Loss:0.000}, accuracy {100 * value.Accuracy:0} %, {FormatTimeLeft(value.TimeLeft)} left{(trainings > 1 ? " of this training" : "")}"));
        if (lines is not null && value.Finished is { } epoch)
            lines.WriteLine(Format($"{epochs} {epoch.Epoch + 1}/{value.Epochs}: loss {epoch.Loss:0.0000}, accuracy {100 * epoch.Accuracy:0.0} %{FormatValidation(epoch)}; {FormatTimeLeft(value.TimeLeft)} left."));
    }

    private static string FormatValidation(EpochResult epoch) => epoch.ValidationLoss is double loss
        ? Format($"; validation: loss {loss:0.0000}, accuracy {100 * epoch.ValidationAccuracy:0.0} %")
        : "";

    private static string FormatTimeLeft(TimeSpan? time) => time is { } left ? Format($"{(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00}") : "?";

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
