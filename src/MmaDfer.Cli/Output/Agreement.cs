using System.Globalization;
using System.Text.Json;
using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;
using Spectre.Console;

namespace MmaDfer.Cli.Output;

/// <summary>How far the predictions of a model in 8 bit are those of the original, on the clips that the user named.</summary>
/// <param name="Clips">Clips compared.</param>
/// <param name="SameLabel">Clips with the same label.</param>
/// <param name="LargestChange">The largest change of a probability.</param>
internal sealed record Agreement(int Clips, int SameLabel, double LargestChange)
{
    /// <summary>The share of equal labels below which there is a warning.</summary>
    private const double MinShare = 0.99;

    /// <summary>The warning; null if the agreement is high.</summary>
    public string? Warning => SameLabel >= MinShare * Clips
        ? null
        : Format($"only {SameLabel} of {Clips} clips keep their label, which is low: keep the model in float32 or float16, or compare more clips.");

    /// <summary>Recognises clips with both models, one after the other.</summary>
    /// <exception cref="MediaException">A clip cannot be read.</exception>
    public static Agreement Measure(
        string original, string bytes, IReadOnlyList<string> clips, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var predictions = new List<EmotionPrediction>[2];
        int done = 0;
        for (int model = 0; model < 2; model++)
        {
            predictions[model] = [];
            using EmotionRecognizer recognizer = EmotionRecognizer.Load(
                model == 0 ? original : bytes, new() { Engine = new CpuEngine { Precision = model == 0 ? Precision.Float32 : Precision.Int8 } });
            foreach (string clip in clips)
            {
                using ClipSources sources = new ClipPaths(clip, clip, OneFile: true).Open();
                predictions[model].Add(recognizer.Recognize(sources.Frames, sources.Audio, cancellationToken));
                progress?.Report(++done / (2.0 * clips.Count));
            }
        }
        int same = 0;
        double largest = 0;
        foreach ((EmotionPrediction first, EmotionPrediction second) in predictions[0].Zip(predictions[1]))
        {
            same += first.Label == second.Label ? 1 : 0;
            ReadOnlySpan<float> before = first.Probabilities, after = second.Probabilities;
            for (int i = 0; i < before.Length; i++)
                largest = Math.Max(largest, Math.Abs(before[i] - after[i]));
        }
        return new Agreement(clips.Count, same, largest);
    }

    public void WriteText(IAnsiConsole console) =>
        console.WriteLine(Format($"Same label as the original in {SameLabel} of {Clips} clips; probabilities differ by at most {LargestChange:0.0000}."));

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject("agreement");
        json.WriteNumber("clips", Clips);
        json.WriteNumber("sameLabel", SameLabel);
        json.WriteNumber("largestChange", LargestChange);
        json.WriteString("warning", Warning);
        json.WriteEndObject();
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
