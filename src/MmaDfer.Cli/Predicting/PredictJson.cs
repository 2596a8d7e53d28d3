using System.Text.Json;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;

namespace MmaDfer.Cli.Predicting;

/// <summary>The output of <c>mmadfer predict --json</c>. Times are seconds from the start of the clip's files.</summary>
internal static class PredictJson
{
    public static void Write(Utf8JsonWriter json, PredictResult result)
    {
        EmotionPrediction prediction = result.Prediction;
        WriteAnswer(json, prediction);
        json.WriteStartArray("logits");
        foreach (float logit in prediction.Logits)
            json.WriteNumberValue(logit);
        json.WriteEndArray();
        json.WriteTexts("labels", prediction.Labels);
        json.WriteString("engine", result.Engine.Name);
        json.WriteString("engineDescription", result.Engine.Description);
        EngineJson.Write(json, result.Engines);
        json.WriteNumber("milliseconds", Math.Round(result.Time.TotalMilliseconds, 1));
        json.WriteString("model", result.Settings.Model);
        json.WriteBoolean("untrained", result.IsUntrained);
        json.WriteNumber("imageSize", result.Clip.ImageSize);
        json.WriteNumber("frames", result.Clip.FrameCount);
        json.WriteBoolean("hasFrames", prediction.HasFrames);
        json.WriteBoolean("hasAudio", prediction.HasAudio);
        json.WriteNumber("views", result.Clip.Views);
        WriteTimes(json, prediction);
        json.WriteTexts("warnings", prediction.Warnings);
        if (result.Timeline.Count > 0)
            WriteTimeline(json, result);
    }

    private static void WriteTimeline(Utf8JsonWriter json, PredictResult result)
    {
        json.WriteStartObject("timeline");
        json.WriteString("path", result.Settings.Timeline);
        json.WriteNumber("window", result.Settings.Window.TotalSeconds);
        json.WriteNumber("step", result.Settings.Step.TotalSeconds);
        json.WriteStartArray("windows");
        foreach (EmotionPrediction prediction in result.Timeline)
        {
            json.WriteStartObject();
            WriteTimes(json, prediction);
            WriteAnswer(json, prediction);
            json.WriteBoolean("hasFrames", prediction.HasFrames);
            json.WriteBoolean("hasAudio", prediction.HasAudio);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteAnswer(Utf8JsonWriter json, EmotionPrediction prediction)
    {
        json.WriteString("label", prediction.Label);
        json.WriteNumber("confidence", prediction.Confidence);
        json.WriteStartObject("probabilities");
        for (int i = 0; i < prediction.Labels.Count; i++)
            json.WriteNumber(prediction.Labels[i], prediction.Probabilities[i]);
        json.WriteEndObject();
    }

    public static void WriteTimes(Utf8JsonWriter json, EmotionPrediction prediction)
    {
        json.WriteNumber("start", prediction.Start.TotalSeconds);
        json.WriteNumber("end", prediction.End.TotalSeconds);
    }
}
