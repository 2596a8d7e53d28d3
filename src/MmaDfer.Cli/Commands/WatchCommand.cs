using System.CommandLine;
using System.CommandLine.Parsing;
using MmaDfer.Cli.Output;
using MmaDfer.Cli.Predicting;
using MmaDfer.Cli.Watching;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer watch</c>: what is felt from moment to moment, of a camera and a microphone or of recordings.</summary>
internal static class WatchCommand
{
    private const double MinSeconds = 0.1, MaxSeconds = 1_000_000;

    public static Command Create(Terminal terminal)
    {
        Option<string> model = SharedOptions.Model();
        Option<string?> adapter = SharedOptions.Adapter();
        Option<string?> camera = Device("--camera", "A camera: its name, number or lavfi:... and the like; without DEVICE the first.");
        Option<string?> microphone = Device("--microphone", "A microphone: its name, number or pulse:... and the like; without DEVICE the first.");
        Option<string?> media = Path("--media", "FILE", "A recording: a video with sound.");
        Option<string?> frames = Path("--frames", "PATH", "A recording's pictures: a folder of images, a Y4M or a video file.");
        Option<string?> audio = Path("--audio", "PATH", "A recording's sound: a WAV, or any sound or video file.");
        Option<FrameOrder?> order = SharedOptions.FrameOrder();
        var realTime = new Option<bool>("--realtime")
        {
            Description = "Let the recording pass at the speed of the clock, and keep up with it as with a camera; without it, no window is left out.",
        };
        Option<string> engine = SharedOptions.Engine();
        Option<Precision> precision = SharedOptions.Precision();
        Option<int> threads = SharedOptions.Threads();
        Option<string?> faceModel = Path(
            "--face-model", "XML", "A Haar or LBP cascade of OpenCV that finds the face; without it, the whole picture is the face.");
        Option<double> seconds = new Option<double>("--seconds") { Description = "End after so many seconds.", HelpName = "N" }
            .Only(n => n is >= MinSeconds and <= MaxSeconds, FormattableString.Invariant($"from {MinSeconds} to {MaxSeconds} seconds"));
        var json = new Option<bool>("--json") { Description = "One JSON object a line on standard output, as they come, and nothing else there." };
        var command = new Command("watch", "Shows what is felt from moment to moment: a camera and a microphone live, or a recording. Ctrl+C ends it.")
        {
            model, adapter, camera, microphone, media, frames, audio, order, realTime, engine, precision, threads, faceModel, seconds, json,
        };
        command.Validators.Add(result =>
        {
            bool devices = Given(result, camera) || Given(result, microphone);
            bool parts = Given(result, frames) || Given(result, audio), both = Given(result, media);
            if (!devices && !parts && !both)
                result.AddError("Nothing to watch: give --camera, --microphone or both; --media; or --frames, --audio or both.");
            if (both && parts)
                result.AddError("--media stands for --frames and --audio of the same file; give either it or them.");
            if (devices && (both || parts))
                result.AddError("Devices and recordings do not share a clock; give either --camera and --microphone or files.");
            if (devices && result.GetValue(realTime))
                result.AddError("--realtime is for recordings; devices give nothing but the present.");
            if (result.GetValue(model) is { } name && ModelLoader.Check(name) is { } problem)
                result.AddError(problem);
        });
        command.SetAction((parsed, cancellationToken) => WatchRun.Run(
            new WatchSettings
            {
                Model = parsed.GetValue(model)!,
                Input = new WatchInput
                {
                    Files = Recording(
                        parsed.GetValue(media), parsed.GetValue(frames), parsed.GetValue(audio), parsed.GetValue(order) ?? FrameOrder.Numeric),
                    RealTime = parsed.GetValue(realTime),
                    Camera = Choice(parsed, camera),
                    Microphone = Choice(parsed, microphone),
                },
                Options = new EmotionRecognizerOptions
                {
                    Engine = Engines.Create(parsed.GetValue(engine)!, parsed.GetValue(threads), parsed.GetValue(precision)),
                    Adapter = parsed.GetValue(adapter),
                },
                FaceModel = parsed.GetValue(faceModel),
                Length = parsed.GetResult(seconds) is null ? null : TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Json = parsed.GetValue(json),
            },
            terminal, cancellationToken));
        return command;
    }

    private static bool Given(CommandResult result, Option option) => result.GetResult(option) is not null;

    private static DeviceChoice? Choice(ParseResult parsed, Option<string?> device) =>
        parsed.GetResult(device) is null ? null : new DeviceChoice(parsed.GetValue(device));

    private static ClipPaths? Recording(string? media, string? frames, string? audio, FrameOrder order) =>
        media is not null ? new ClipPaths(media, media, OneFile: true) { Order = order }
        : frames is not null || audio is not null ? new ClipPaths(frames, audio, OneFile: false) { Order = order }
        : null;

    private static Option<string?> Path(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    private static Option<string?> Device(string name, string description) =>
        new(name) { Description = description, HelpName = "DEVICE", Arity = ArgumentArity.ZeroOrOne };
}
