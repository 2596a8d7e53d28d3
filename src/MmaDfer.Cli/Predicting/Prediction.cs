using System.Diagnostics;
using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Cli.Timeline;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;

namespace MmaDfer.Cli.Predicting;

/// <summary>The work of <c>mmadfer predict</c>.</summary>
internal static class Prediction
{
    public static async Task<int> Run(PredictSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        // Before the long work: what can be seen to be wrong at once.
        if (settings.Timeline is { } path)
            TimelineFile.Check(path);
        PredictResult result = await terminal.WithProgress(
            settings.Json, bars => Predict(settings, terminal, bars, cancellationToken));
        if (settings.Timeline is { } output)
            TimelineFile.Write(output, result);
        terminal.Warning(result.Prediction.Warnings);
        if (settings.Json)
            JsonOutput.Write(terminal.Output, json => PredictJson.Write(json, result));
        else
            PredictTable.Write(terminal.Console, result);
        return ExitCode.Done;
    }

    private static async Task<PredictResult> Predict(
        PredictSettings settings, Terminal terminal, ProgressBars bars, CancellationToken cancellationToken)
    {
        using ClipSources sources = await settings.Sources.OpenAsync(cancellationToken);
        using EmotionRecognizer recognizer = await ModelLoader.Load(
            settings.Model, settings.Options, terminal, bars.Step("Loading the model"), cancellationToken);
        using IDisposable? reading = bars.Wait("Recognising");
        Clip clip = await Task.Run(() => recognizer.ReadClip(sources.Frames, sources.Audio, cancellationToken), cancellationToken)
            // A read that hangs is ended by disposing the sources.
            .WaitAsync(cancellationToken);
        long start = Stopwatch.GetTimestamp();
        EmotionPrediction prediction = await Task.Run(() => recognizer.Recognize(clip), cancellationToken);
        var result = new PredictResult
        {
            Settings = settings,
            Prediction = prediction,
            Clip = clip,
            Engine = recognizer.Engine,
            Engines = recognizer.Engines,
            IsUntrained = recognizer.IsTrained == false,
            Time = Stopwatch.GetElapsedTime(start),
        };
        return settings.Timeline is null
            ? result
            : result with
            {
                Timeline = await TimelineWindows.PredictAsync(
                    settings, recognizer, clip, prediction, bars.Step("Sliding over the clip"), cancellationToken),
            };
    }
}
