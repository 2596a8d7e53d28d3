using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Cli.Watching;

/// <summary>The work of <c>mmadfer watch</c>.</summary>
internal static class WatchRun
{
    public static async Task<int> Run(WatchSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        // Before the model loads: faults that can be found at once.
        using ClipSources sources = await settings.Input.Open(cancellationToken);
        IFaceFinder? finder = sources.Frames is null ? null : settings.OpenFaceFinder();
        using EmotionRecognizer recognizer = await terminal.RunWithProgress(settings.Json, bars => ModelLoader.Load(
            settings.Model, settings.Options, terminal, bars.AddStep("Loading the model"), cancellationToken));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (settings.Input.IsLive && settings.Length is { } length)
            stop.CancelAfter(length);
        var options = new EmotionStreamOptions { FaceFinder = finder, StraightenFace = settings.Straighten, HearOnlyVoice = settings.OnlyVoice };
        using DeviceProblems problems = DeviceProblems.Watch(sources, terminal.Error);
        try
        {
            if (settings.People)
                await PeopleWatch.Run(recognizer.WatchPeopleAsync(sources.Frames!, sources.Audio, new() { Stream = options }, stop.Token), settings, terminal);
            else
                await Show(settings, terminal, $"{settings.Input}, on {recognizer.Engine}", show => Watch(recognizer.WatchAsync(sources.Frames, sources.Audio, options, stop.Token), settings, terminal, show));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Watching runs until it is stopped: that is not a failure.
        }
        string? lowRate = sources.Audio is null ? null : AudioReader.Warning(sources.Audio, recognizer.Hearing);
        terminal.WriteWarnings((sources.Frames?.Warnings ?? []).Concat(sources.Audio?.Warnings ?? []).Distinct().Concat(lowRate is null ? [] : [lowRate]));
        return ExitCode.Done;
    }

    private static async Task Watch(IAsyncEnumerable<EmotionReading> readings, WatchSettings settings, Terminal terminal, Action<EmotionReading> show)
    {
        bool any = false, eyesMissed = false;
        await foreach (EmotionReading reading in readings)
        {
            if (!settings.Input.IsLive && reading.Time > settings.Length)
                return;
            show(reading);
            any = true;
            if (settings.Straighten && !eyesMissed && reading.Face is { Landmarks: null })
            {
                eyesMissed = true;
                terminal.WriteWarnings(["--straighten does nothing: nobody says where the eyes are; it needs a face model that finds them."]);
            }
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

    /// <summary>Finds the face: <see cref="DeviceOptions.DefaultFaceModel"/>, <see cref="DeviceOptions.NoFaceModel"/> (the whole frame is the face) or a path.</summary>
    public string FaceModel { get; init; } = DeviceOptions.DefaultFaceModel;

    /// <summary>Minimum size of a face, as a share of the frame's shorter side; null for the default.</summary>
    public double? MinFace { get; init; }

    /// <summary>Whether the faces of tilted heads are turned upright.</summary>
    public bool Straighten { get; init; }

    /// <summary>Whether windows in which nobody speaks count as without audio.</summary>
    public bool OnlyVoice { get; init; }

    /// <summary>Whether everybody in view is watched, each with readings of their own.</summary>
    public bool People { get; init; }

    /// <summary>When to stop: in real time, or in the time of a recording that is read as fast as possible; null to run to the end.</summary>
    public TimeSpan? Length { get; init; }

    public bool Json { get; init; }

    /// <exception cref="ModelFileException">The face model is missing, damaged or none.</exception>
    public IFaceFinder? OpenFaceFinder() => DeviceOptions.OpenFaceFinder(FaceModel, MinFace);
}
