using System.Text.Json;
using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk;

namespace MmaDfer.Cli.Watching;

/// <summary>A line of <c>mmadfer watch --json</c>. Times are seconds from the start of the files, or since the devices were opened.</summary>
internal static class WatchJson
{
    public static void Write(Utf8JsonWriter json, EmotionReading reading)
    {
        json.WriteNumber("time", reading.Time.TotalSeconds);
        json.WriteString("label", reading.Label);
        json.WriteNumber("confidence", reading.Confidence);
        json.WriteStartObject("probabilities");
        for (int i = 0; i < reading.Labels.Count; i++)
            json.WriteNumber(reading.Labels[i], reading.Probabilities[i]);
        json.WriteEndObject();
        WriteNumber(json, "valence", reading.Valence);
        WriteNumber(json, "arousal", reading.Arousal);
        json.WriteStartArray("flags");
        foreach (ReadingFlags flag in Enum.GetValues<ReadingFlags>())
        {
            if (flag != ReadingFlags.None && reading.Flags.HasFlag(flag))
                json.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(flag.ToString()));
        }
        json.WriteEndArray();
        if (reading.Raw is not { } raw)
        {
            json.WriteNull("raw");
            return;
        }
        json.WriteStartObject("raw");
        PredictJson.WriteTimes(json, raw);
        PredictJson.WriteAnswer(json, raw);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, float? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
