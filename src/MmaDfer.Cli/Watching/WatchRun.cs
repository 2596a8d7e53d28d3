using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Cli.Watching;

/// <summary>The work of <c>mmadfer watch</c>.</summary>
internal static class WatchRun
{
    public static async Task<int> Run(WatchSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        // Before the model loads: faults that can be found at once.
        IFaceFinder? finder = settings.FaceModel is { } path ? FaceFinder.Open(path) : null;
        using ClipSources sources = await settings.Input.Open(cancellationToken);
        using EmotionRecognizer recognizer = await terminal.RunWithProgress(settings.Json, bars => ModelLoader.Load(
            settings.Model, settings.Options, terminal, bars.AddStep("Loading the model"), cancellationToken));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (settings.Input.IsLive && settings.Length is { } length)
            stop.CancelAfter(length);
        IAsyncEnumerable<EmotionReading> readings = recognizer.WatchAsync(
            sources.Frames, sources.Audio, new EmotionStreamOptions { FaceFinder = finder }, stop.Token);
        using DeviceProblems problems = DeviceProblems.Watch(sources, terminal.Error);
        try
        {
            await Show(settings, terminal, $"{settings.Input}, on {recognizer.Engine}", show => Watch(readings, settings, show));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Watching runs until it is stopped: that is not a failure.
        }
        terminal.WriteWarnings((sources.Frames?.Warnings ?? []).Concat(sources.Audio?.Warnings ?? []).Distinct());
        return ExitCode.Done;
    }

    private static async Task Watch(IAsyncEnumerable<EmotionReading> readings, WatchSettings settings, Action<EmotionReading> show)
    {
        bool any = false;
        await foreach (EmotionReading reading in readings)
        {
            if (!settings.Input.IsLive && reading.Time > settings.Length)
                return;
            show(reading);
            any = true;
        }
        if (!any)
            throw new MediaException($"{settings.Input} is too short to watch; more than one frame or some audio is needed.");
    }

    private static Task Show(WatchSettings settings, Terminal terminal, string title, Func<Action<EmotionReading>, Task> watch) =>
        settings.Json ? watch(reading => JsonOutput.Write(terminal.Output, json => WatchJson.Write(json, reading)))
        : terminal.CanRedraw ? WatchView.Show(terminal.Console, title, watch)
        : watch(reading => WatchLine.Write(terminal.Output, reading));
}

/// <summary>The options of <c>mmadfer watch</c>.</summary>
internal sealed record WatchSettings
{
    public required string Model { get; init; }

    public required WatchInput Input { get; init; }

    public required EmotionRecognizerOptions Options { get; init; }

    /// <summary>Cascade that finds the face; null if the whole frame is the face.</summary>
    public string? FaceModel { get; init; }

    /// <summary>When to stop: in real time, or in the time of a recording that is read as fast as possible; null to run to the end.</summary>
    public TimeSpan? Length { get; init; }

    public bool Json { get; init; }
}
