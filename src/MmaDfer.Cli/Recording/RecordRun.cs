using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Recording;

namespace MmaDfer.Cli.Recording;

/// <summary>The work of <c>mmadfer record</c>.</summary>
internal static class RecordRun
{
    private const int DefaultSize = 224, MaxSize = 1024;

    public static async Task<int> Run(RecordSettings settings, Terminal terminal, TextReader input, CancellationToken cancellationToken)
    {
        TextWriter screen = settings.Json ? terminal.Error : terminal.Output;
        ClipRecorderOptions options = CreateOptions(settings, ConsentQuestion.Ask(settings, screen, input));
        RecordingResult result;
        try
        {
            result = settings.Spans is { } spans
                ? await SpanCutter.CutAsync(spans, options, new Reporter(clip => screen.WriteLine($"  {clip.Path}{Although(clip.Problems)}")), cancellationToken)
                : await Record(settings, options, terminal, screen, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine($"Stopped; the clips that were added stay in {options.Folder}. The same command goes on with what is missing.");
            return ExitCode.Cancelled;
        }
        terminal.WriteWarnings(result.Warnings);
        Write(settings, options, result, terminal);
        // Who skips a prompt means it.
        return result.Skipped.Count > 0 && (settings.Unattended || settings.Spans is not null) ? ExitCode.ClipsFailed : ExitCode.Done;
    }

    private static ClipRecorderOptions CreateOptions(RecordSettings settings, RecordingConsent consent)
    {
        (int model, bool aligns) = settings.Model is { } file ? ModelLoader.ReadFrames(file) : (DefaultSize / 2, false);
        return new ClipRecorderOptions
        {
            Folder = settings.Folder,
            Person = settings.Person,
            Consent = consent,
            Labels = settings.Labels ?? (settings.Model is { } labelled ? ModelLoader.ReadLabels(labelled) : []),
            ClipsPerLabel = settings.ClipsPerLabel,
            Length = settings.Length,
            Size = settings.Size ?? Math.Min(2 * model, MaxSize),
            AlignsFaces = aligns,
            MaxAttempts = settings.MaxAttempts,
            Countdown = settings.Countdown,
            Seed = settings.Seed,
            Modality = settings.Input.Microphone is null ? Modality.Video : settings.Input.Camera is null ? Modality.Audio : Modality.Both,
            FaceFinder = settings.Spans is null && settings.Input.Camera is null ? null : DeviceOptions.OpenFaceFinder(settings.FaceModel, settings.MinFace),
        };
    }

    private static async Task<RecordingResult> Record(
        RecordSettings settings, ClipRecorderOptions options, Terminal terminal, TextWriter screen, CancellationToken cancellationToken)
    {
        using ClipSources sources = await settings.Input.Open(cancellationToken);
        string device = string.Join(" + ", new object?[] { sources.Frames, sources.Audio }.OfType<object>().Select(s => s.ToString()!.Trim('\'')));
        using var recorder = new ClipRecorder(options with { Device = device.Length <= 500 ? device : device[..500] });
        terminal.WriteWarnings(recorder.Repairs);
        if (recorder.Existing > 0)
            screen.WriteLine($"The set has {recorder.Existing} of these clips of '{options.Person}'; {recorder.Missing} missing.");
        using RecordKeys? keys = settings.Unattended || Console.IsInputRedirected ? null : new RecordKeys(recorder);
        if (keys is not null)
            screen.WriteLine("Keys: p pauses, s skips, r repeats the last clip, q stops.");
        var steps = new StepLines(screen, options.MaxAttempts);
        recorder.Stepped += (_, step) => steps.Write(step);
        return await recorder.RunAsync(sources.Frames, sources.Audio, cancellationToken);
    }

    private static string Although(ClipProblems problems) => problems == 0 ? "" : $", marked: {problems}";

    private static void Write(RecordSettings settings, ClipRecorderOptions options, RecordingResult result, Terminal terminal)
    {
        string list = Path.Combine(options.Folder, "clips.csv");
        foreach (string skipped in result.Skipped)
            terminal.Error.WriteLine($"Skipped: {skipped}");
        int marked = result.Clips.Count(c => c.Problems != 0);
        terminal.WriteResult(
            settings.Json,
            json =>
            {
                json.WriteString("data", list);
                json.WriteNumber("added", result.Clips.Count);
                json.WriteNumber("existing", result.Existing);
                json.WriteNumber("missing", result.Missing);
                json.WriteNumber("marked", marked);
                json.WriteTexts("clips", result.Clips.Select(c => c.Path));
                json.WriteTexts("skipped", result.Skipped);
                json.WriteTexts("warnings", result.Warnings);
            },
            _ => terminal.Output.WriteLine($"{list}: {result.Clips.Count} clips added{(marked > 0 ? $", {marked} of them marked in the column problems" : "")}; {result.Existing} were there before, {result.Missing} missing."));
    }

    private sealed class Reporter(Action<RecordedClip> report) : IProgress<RecordedClip>
    {
        public void Report(RecordedClip value) => report(value);
    }
}
