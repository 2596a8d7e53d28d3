using System.Buffers;
using System.Text.Json;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>
/// A line of <c>mmadfer predict --list</c>: the clip's path as written in the list, and the prediction or an error. A clip gives the same
/// line in every run, as no times are measured.
/// </summary>
internal static class ListAnswer
{
    public const string Path = "path", Error = "error", Run = "run";

    public static byte[] Write(LabeledClip clip, EmotionPrediction prediction, string mark) => Write(clip, mark, json =>
    {
        PredictJson.WriteAnswer(json, prediction);
        json.WriteBoolean("hasFrames", prediction.HasFrames);
        json.WriteBoolean("hasAudio", prediction.HasAudio);
        PredictJson.WriteTimes(json, prediction);
        json.WriteTexts("warnings", prediction.Warnings);
    });

    public static byte[] Write(LabeledClip clip, MediaException fault, string mark) =>
        Write(clip, mark, json => json.WriteString(Error, fault.Message));

    private static byte[] Write(LabeledClip clip, string mark, Action<Utf8JsonWriter> properties)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString(Path, clip.Id);
            properties(json);
            json.WriteString(Run, mark);
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }
}
