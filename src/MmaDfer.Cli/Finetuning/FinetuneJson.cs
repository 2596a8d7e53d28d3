using System.Text.Json;
using MmaDfer.Cli.Evaluating;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Cli.Finetuning;

/// <summary>The result of <c>mmadfer finetune</c> as JSON.</summary>
internal static class FinetuneJson
{
    public static void Write(Utf8JsonWriter json, TrainingResult result, string report)
    {
        json.WriteString("adapter", result.AdapterPath);
        json.WriteString("report", report);
        json.WriteTexts("labels", result.Labels);
        json.WriteNumber("steps", result.Losses.Count);
        json.WriteNumber("epoch", result.Epoch + 1);
        json.WriteNumber("microBatchSize", result.MicroBatchSize);
        json.WriteNumber("temperature", result.Temperature);
        json.WriteStartArray("epochs");
        foreach (EpochResult epoch in result.Epochs)
        {
            json.WriteStartObject();
            json.WriteNumber("learningRate", epoch.LearningRate);
            json.WriteNumber("loss", epoch.Loss);
            json.WriteNumber("accuracy", epoch.Accuracy);
            Write(json, "validationLoss", epoch.ValidationLoss);
            Write(json, "validationAccuracy", epoch.ValidationAccuracy);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteFigures(json, "before", result.Before);
        WriteFigures(json, "after", result.Validation);
        if (result is { Before: { } before, Validation: { } after })
            EvaluateJson.Write(json, EvaluationComparison.Of(before, after));
        if (result.Validation is { } validation)
            EvaluateJson.WriteIntervals(json, validation);
        if (result.Folds.Count > 0)
            WriteFolds(json, result.Folds);
        json.WriteTexts("warnings", result.Warnings);
        json.WriteStartArray("skipped");
        foreach (SkippedClip clip in result.Skipped)
        {
            json.WriteStartObject();
            json.WriteString("clip", clip.Id);
            json.WriteString("reason", clip.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteFolds(Utf8JsonWriter json, IReadOnlyList<EvaluationResult> folds)
    {
        json.WriteStartArray("folds");
        for (int i = 0; i < folds.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("fold", i + 1);
            EvaluateJson.WriteFigures(json, folds[i]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>The validation clips, in percent; null without validation clips, or without a model to compare with.</summary>
    private static void WriteFigures(Utf8JsonWriter json, string name, EvaluationResult? result)
    {
        if (result is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("uar", result.Metrics.Uar);
        json.WriteNumber("war", result.Metrics.War);
        json.WriteNumber("macroF1", result.Metrics.MacroF1);
        json.WriteNumber("ece", result.ExpectedCalibrationError);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is double number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
