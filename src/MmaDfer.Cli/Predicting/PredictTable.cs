using System.Globalization;
using MmaDfer.Sdk;
using Spectre.Console;

namespace MmaDfer.Cli.Predicting;

/// <summary>The output of <c>mmadfer predict</c> as a table.</summary>
internal static class PredictTable
{
    private const int BarWidth = 40;

    public static void Write(IAnsiConsole console, PredictResult result)
    {
        EmotionPrediction prediction = result.Prediction;
        char bar = console.Profile.Capabilities.Unicode ? '█' : '#';
        var table = new Table().Border(TableBorder.None).HideHeaders()
            .AddColumns(new TableColumn(""), new TableColumn("").RightAligned(), new TableColumn(""));
        foreach (int i in Enumerable.Range(0, prediction.Labels.Count).OrderByDescending(i => prediction.Probabilities[i]))
        {
            float probability = prediction.Probabilities[i];
            Style style = prediction.Labels[i] == prediction.Label ? new Style(Color.Green, decoration: Decoration.Bold) : Style.Plain;
            table.AddRow(
                new Text(prediction.Labels[i], style),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{100 * probability:0.0} %"), style),
                new Text(new string(bar, (int)Math.Round(BarWidth * probability)), style));
        }
        console.Write(table);
        console.WriteLine();
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{DescribeFrames(result)}, {DescribeAudio(prediction)}, {prediction.Start.TotalSeconds:0.##} to {prediction.End.TotalSeconds:0.##} s"));
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Time.TotalMilliseconds:0} ms on {result.Engine}"));
        if (result.Settings.Timeline is { } timeline)
            console.WriteLine($"{result.Timeline.Count} windows drawn in {timeline}");
    }

    private static string DescribeFrames(PredictResult result) =>
        !result.Prediction.HasFrames ? "no frames"
        : result.Clip.FrameCount == 1 ? "1 frame"
        : string.Create(CultureInfo.InvariantCulture, $"{result.Clip.FrameCount} frames");

    private static string DescribeAudio(EmotionPrediction prediction) => prediction.HasAudio ? "audio" : "no audio";
}
