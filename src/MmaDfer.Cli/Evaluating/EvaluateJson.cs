using System.Text.Json;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Cli.Evaluating;

/// <summary>
/// The output of <c>mmadfer evaluate --json</c>. UAR, WAR, F1 and recalls are percentages (means over several folds); the calibration
/// error is between 0 and 1.
/// </summary>
internal static class EvaluateJson
{
    public static void Write(Utf8JsonWriter json, EvaluateResult result)
    {
        FoldSummary summary = result.Summary;
        json.WriteNumber("uar", summary.Uar.Mean);
        json.WriteNumber("war", summary.War.Mean);
        json.WriteNumber("macroF1", summary.MacroF1.Mean);
        json.WriteNumber("ece", summary.ExpectedCalibrationError.Mean);
        json.WriteNumber("nll", summary.Folds.Average(f => f.NegativeLogLikelihood));
        json.WriteTexts("labels", summary.Folds[0].Labels);
        WriteRecalls(json, summary);
        WriteConfusion(json, summary.Confusion);
        json.WriteNumber("clips", summary.Confusion.Total);
        WriteSkipped(json, summary);
        json.WriteTexts("warnings", result.Warnings);
        if (result.HasFolds)
            WriteFolds(json, result);
        else
            WriteIntervals(json, summary.Folds[0]);
        if (result.Comparison is { } comparison)
        {
            json.WriteString("comparedWith", result.Settings.Compare);
            Write(json, comparison);
        }
        if (result.Published is { } published)
        {
            json.WriteStartObject("published");
            json.WriteNumber("uar", published.Uar);
            json.WriteNumber("war", published.War);
            json.WriteEndObject();
        }
        if (result.Settings.Sure is { } sure)
        {
            json.WritePropertyName("sureFrom");
            if (summary.Folds[0].FitSureFrom(sure) is { } least)
                json.WriteNumberValue(least);
            else
                json.WriteNullValue();
        }
        json.WriteString("model", result.Settings.Model);
        if (result.Settings.Recognizer.AdapterPath is { } adapter)
            json.WriteString("adapter", adapter);
        json.WriteString("data", result.Settings.Data);
        json.WriteBoolean("untrained", result.IsUntrained);
        json.WriteNumber("imageSize", result.ImageSize);
        json.WriteBoolean("twoClip", result.Settings.Options.TwoClip);
        json.WriteString("modality", result.Settings.Options.Modality.ToString().ToLowerInvariant());
        if (result.Settings.Report is { } report)
            json.WriteString("report", report);
    }

    /// <summary>The intervals of a result, and its groups.</summary>
    public static void WriteIntervals(Utf8JsonWriter json, EvaluationResult result)
    {
        Write(json, "uarInterval", result.Intervals.Uar);
        Write(json, "warInterval", result.Intervals.War);
        json.WriteString("intervalsOver", result.Intervals.ByGroup ? "groups" : "clips");
        json.WriteStartArray("groups");
        foreach (GroupResult group in result.Groups)
        {
            json.WriteStartObject();
            json.WriteString("group", group.Name);
            json.WriteNumber("uar", group.Metrics.Uar);
            json.WriteNumber("war", group.Metrics.War);
            json.WriteNumber("macroF1", group.Metrics.MacroF1);
            json.WriteNumber("ece", group.ExpectedCalibrationError);
            json.WriteNumber("clips", group.Clips);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The difference to another model, in points, as "comparison".</summary>
    public static void Write(Utf8JsonWriter json, EvaluationComparison comparison)
    {
        json.WriteStartObject("comparison");
        json.WriteNumber("uar", comparison.Uar);
        Write(json, "uarInterval", comparison.Intervals.Uar);
        json.WriteNumber("war", comparison.War);
        Write(json, "warInterval", comparison.Intervals.War);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ConfidenceInterval interval)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(interval.Low);
        json.WriteNumberValue(interval.High);
        json.WriteEndArray();
    }

    private static void WriteRecalls(Utf8JsonWriter json, FoldSummary summary)
    {
        IReadOnlyList<double?> recalls = Metrics.Of(summary.Confusion).Recalls;
        json.WriteStartObject("recalls");
        for (int i = 0; i < recalls.Count; i++)
        {
            if (recalls[i] is double recall)
                json.WriteNumber(summary.Folds[0].Labels[i], recall);
            else
                json.WriteNull(summary.Folds[0].Labels[i]);
        }
        json.WriteEndObject();
    }

    private static void WriteConfusion(Utf8JsonWriter json, ConfusionMatrix confusion)
    {
        json.WriteStartArray("confusion");
        for (int truth = 0; truth < confusion.Classes; truth++)
        {
            json.WriteStartArray();
            for (int predicted = 0; predicted < confusion.Classes; predicted++)
                json.WriteNumberValue(confusion[truth, predicted]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static void WriteSkipped(Utf8JsonWriter json, FoldSummary summary)
    {
        json.WriteStartArray("skipped");
        foreach (SkippedClip clip in summary.Folds.SelectMany(f => f.Skipped))
        {
            json.WriteStartObject();
            json.WriteString("clip", clip.Id);
            json.WriteString("reason", clip.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteFolds(Utf8JsonWriter json, EvaluateResult result)
    {
        json.WriteNumber("uarDeviation", result.Summary.Uar.Deviation);
        json.WriteNumber("warDeviation", result.Summary.War.Deviation);
        json.WriteStartArray("folds");
        for (int i = 0; i < result.Summary.Folds.Count; i++)
        {
            EvaluationResult fold = result.Summary.Folds[i];
            json.WriteStartObject();
            json.WriteNumber("fold", result.Settings.Folds![i]);
            WriteFigures(json, fold);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The metrics of a fold, in percent, and the number of its clips.</summary>
    public static void WriteFigures(Utf8JsonWriter json, EvaluationResult fold)
    {
        json.WriteNumber("uar", fold.Metrics.Uar);
        json.WriteNumber("war", fold.Metrics.War);
        json.WriteNumber("macroF1", fold.Metrics.MacroF1);
        json.WriteNumber("ece", fold.ExpectedCalibrationError);
        json.WriteNumber("clips", fold.Clips.Count);
    }
}
