using System.Text;
using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Samples.TrainDemo;

/// <summary>Results as a Markdown table.</summary>
internal sealed class ResultTable
{
    private readonly StringBuilder _text = new("| clips | number | UAR % | WAR % | macro F1 % | calibration error % |\n| --- | --- | --- | --- | --- | --- |\n");

    public void Add(string what, EvaluationResult result) => _text.Append(
        $"| {what} | {result.Clips.Count} | {result.Metrics.Uar:0.0} | {result.Metrics.War:0.0} | {result.Metrics.MacroF1:0.0} | {100 * result.ExpectedCalibrationError:0.0} |\n");

    public override string ToString() => _text.ToString();
}
