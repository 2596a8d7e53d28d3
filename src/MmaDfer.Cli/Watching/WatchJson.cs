using System.Text.Json;
using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Faces;

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
        WriteNumber(json, "voice", reading.VoiceShare);
        WriteFace(json, reading.FaceQuality);
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

    private static void WriteFace(Utf8JsonWriter json, FaceQuality? quality)
    {
        if (quality is not { } face)
        {
            json.WriteNull("face");
            return;
        }
        json.WriteStartObject("face");
        WriteNumber(json, "yaw", face.Pose?.Yaw);
        WriteNumber(json, "pitch", face.Pose?.Pitch);
        WriteNumber(json, "roll", face.Pose?.Roll);
        json.WriteNumber("size", face.Size);
        json.WriteNumber("inside", face.Inside);
        json.WriteNumber("brightness", face.Brightness);
        json.WriteNumber("burntOut", face.BurntOut);
        json.WriteNumber("blur", face.Blur);
        WriteNumber(json, "eyes", face.Eyes);
        WriteNumber(json, "mouth", face.Mouth);
        json.WriteNumber("unchanged", face.Unchanged.TotalSeconds);
        json.WriteNumber("faces", face.Faces);
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
