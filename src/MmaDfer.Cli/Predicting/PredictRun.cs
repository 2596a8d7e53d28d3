using System.Diagnostics;
using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Cli.Timeline;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Predicting;

/// <summary>The work of <c>mmadfer predict</c>.</summary>
internal static class PredictRun
{
    public static async Task<int> Run(PredictSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        // Before the model loads: faults that can be found at once.
        if (settings.Timeline is { } path)
            TimelineFile.Check(path);
        PredictResult result = await terminal.RunWithProgress(
            settings.Json, bars => Predict(settings, terminal, bars, cancellationToken));
        if (settings.Timeline is { } output)
            TimelineFile.Write(output, result);
        terminal.WriteWarnings(result.Prediction.Warnings);
        terminal.WriteResult(settings.Json, json => PredictJson.Write(json, result), console => PredictTable.Write(console, result));
        return ExitCode.Done;
    }

    private static async Task<PredictResult> Predict(
        PredictSettings settings, Terminal terminal, ProgressBars bars, CancellationToken cancellationToken)
    {
        using ClipSources sources = await settings.Sources.OpenAsync(cancellationToken);
        using EmotionRecognizer recognizer = await ModelLoader.Load(
            settings.Model, settings.Options, terminal, bars.AddStep("Loading the model"), cancellationToken);
        using IDisposable? reading = bars.AddWait("Recognising");
        Clip clip = await Task.Run(() => recognizer.ReadClip(sources.Frames, sources.Audio, cancellationToken), cancellationToken)
            // Disposing the sources ends a read that hangs.
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
                    settings, recognizer, clip, prediction, bars.AddStep("Sliding over the clip"), cancellationToken),
            };
    }
}

/// <summary>The options of <c>mmadfer predict</c>.</summary>
internal sealed record PredictSettings
{
    public required string Model { get; init; }

    public required ClipPaths Sources { get; init; }

    public required EmotionRecognizerOptions Options { get; init; }

    /// <summary>SVG file to draw; null for none.</summary>
    public string? Timeline { get; init; }

    public TimeSpan Window { get; init; }

    public TimeSpan Step { get; init; }

    public bool Json { get; init; }
}

/// <summary>The result of <c>mmadfer predict</c>.</summary>
internal sealed record PredictResult
{
    public required PredictSettings Settings { get; init; }

    /// <summary>The prediction of the whole clip.</summary>
    public required EmotionPrediction Prediction { get; init; }

    public required Clip Clip { get; init; }

    public required Engine Engine { get; init; }

    /// <summary>The state of each engine that was tried.</summary>
    public required IReadOnlyList<EngineReport> Engines { get; init; }

    /// <summary>Whether the weights are known to be untrained.</summary>
    public required bool IsUntrained { get; init; }

    /// <summary>Run time of the network for the whole clip.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>The predictions of the windows; empty without a timeline.</summary>
    public IReadOnlyList<EmotionPrediction> Timeline { get; init; } = [];
}
