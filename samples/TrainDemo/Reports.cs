using System.Text;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Samples.TrainDemo;

/// <summary>Prints a line for each epoch.</summary>
internal sealed class EpochLines : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        if (value.Finished is { } epoch)
            Console.WriteLine($"Epoch {epoch.Epoch + 1} of {value.Epochs}: loss {epoch.Loss:0.000}; validation accuracy {epoch.ValidationAccuracy:P1}; {value.TimeLeft:h\\:mm\\:ss} left");
    }
}

/// <summary>Results as a Markdown table.</summary>
internal sealed class ResultTable
{
    private readonly StringBuilder _text = new("| clips | number | UAR % | WAR % | macro F1 % | calibration error % |\n| --- | --- | --- | --- | --- | --- |\n");

    public void Add(string name, EvaluationResult result) => _text.Append(
        $"| {name} | {result.Clips.Count} | {result.Metrics.Uar:0.0} | {result.Metrics.War:0.0} | {result.Metrics.MacroF1:0.0} | {100 * result.ExpectedCalibrationError:0.0} |\n");

    public override string ToString() => _text.ToString();
}
