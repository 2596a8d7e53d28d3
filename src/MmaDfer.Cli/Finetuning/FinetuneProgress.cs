using System.Globalization;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Cli.Finetuning;

/// <summary>Shows how a training goes: a bar with loss and time left, or a line for each epoch where no bars show.</summary>
internal sealed class FinetuneProgress(IProgress<double>? bar, Action<string>? describe, TextWriter? lines, Action<string> warn)
    : IProgress<TrainingProgress>, IProgress<string>
{
    /// <param name="bars">Where the bar shows.</param>
    /// <param name="error">Where warnings go, and the epochs where no bars show.</param>
    /// <param name="json">Whether nobody wants to see epochs.</param>
    public static FinetuneProgress Of(ProgressBars bars, TextWriter error, bool json)
    {
        (IProgress<double>? bar, Action<string>? describe) = bars.DescribedStep("Training");
        return new FinetuneProgress(bar, describe, bar is null && !json ? error : null, warning => bars.WriteLine($"Warning: {warning}", error));
    }

    public void Report(TrainingProgress value)
    {
        bar?.Report((double)value.Step / value.Steps);
        describe?.Invoke(Text($"Epoch {value.Epoch + 1}/{value.Epochs}, loss {value.Loss:0.000}, {100 * value.Accuracy:0} % right, {Left(value.TimeLeft)} left"));
        if (lines is not null && value.Finished is { } epoch)
            lines.WriteLine(Text($"Epoch {epoch.Epoch + 1}/{value.Epochs}: loss {epoch.Loss:0.0000}, {100 * epoch.Accuracy:0.0} % right{Judged(epoch)}; {Left(value.TimeLeft)} left."));
    }

    public void Report(string value) => warn(value);

    private static string Judged(EpochResult epoch) => epoch.ValidationLoss is double loss
        ? Text($"; validation: loss {loss:0.0000}, {100 * epoch.ValidationAccuracy:0.0} % right")
        : "";

    private static string Left(TimeSpan? time) => time is { } left ? Text($"{(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00}") : "?";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
