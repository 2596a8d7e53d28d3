using System.CommandLine;
using System.CommandLine.Parsing;
using MmaDfer.Cli.Output;
using MmaDfer.Cli.Predicting;
using MmaDfer.Cli.Watching;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer watch</c>: shows emotions as they change, from a camera and a microphone or from a recording.</summary>
internal static class WatchCommand
{
    private const double MinSeconds = 0.1, MaxSeconds = 1_000_000;

    public static Command Create(Terminal terminal)
    {
        Option<string> model = SharedOptions.CreateModel();
        model.Required = false;
        model.Description += $" Without it, a camera is watched with '{ModelLoader.Starter}'.";
        Option<string?> adapter = SharedOptions.CreateAdapter();
        Option<string?> camera = DeviceOptions.CreateCamera();
        Option<string?> microphone = DeviceOptions.CreateMicrophone();
        Option<string?> media = CreatePathOption("--media", "FILE", "A recording: a video with audio.");
        Option<string?> frames = CreatePathOption("--frames", "PATH", "Frames of a recording: a folder of images, a Y4M file or a video.");
        Option<string?> audio = CreatePathOption("--audio", "PATH", "Audio of a recording: a WAV file, or any audio or video file.");
        Option<FrameOrder?> order = SharedOptions.CreateFrameOrder();
        Option<int> rotation = SharedOptions.CreateRotation();
        Option<bool> mirror = SharedOptions.CreateMirror();
        Option<AudioChannel?> channel = SharedOptions.CreateAudioChannel("the default is auto");
        var straighten = new Option<bool>("--straighten")
        {
            Description = "Turn the face of a tilted head upright, by its eyes; needs a face model that finds them. For models trained without tilted heads.",
        };
        var onlyVoice = new Option<bool>("--only-voice")
        {
            Description = "Hear only speech: while nobody speaks, music and noise say nothing about the person.",
        };
        var people = new Option<bool>("--people")
        {
            Description = "Watch everybody in view (up to 4): a line for each person, who hears only what they say themselves.",
        };
        var realTime = new Option<bool>("--realtime")
        {
            Description = "Play the recording in real time and skip windows to keep up, as with a camera; without it, every window is evaluated.",
        };
        Option<string> engine = SharedOptions.CreateEngine();
        Option<Precision> precision = SharedOptions.CreatePrecision();
        Option<int> threads = SharedOptions.CreateThreads();
        Option<string> faceModel = DeviceOptions.CreateFaceModel();
        Option<double> minFace = DeviceOptions.CreateMinFace();
        Option<double> seconds = new Option<double>("--seconds") { Description = "Stop after N seconds.", HelpName = "N" }
            .AcceptOnly(n => n is >= MinSeconds and <= MaxSeconds, FormattableString.Invariant($"between {MinSeconds} and {MaxSeconds} seconds"));
        var json = new Option<bool>("--json") { Description = "Write each reading to standard output as a line of JSON, and nothing else." };
        var command = new Command("watch", "Shows emotions as they change, from a camera and a microphone or from a recording. Ctrl+C stops it.")
        {
            model, adapter, camera, microphone, media, frames, audio, order, rotation, mirror, channel, straighten, onlyVoice, people, realTime, engine, precision, threads, faceModel, minFace, seconds, json,
        };
        command.Validators.Add(result =>
        {
            bool devices = IsGiven(result, camera) || IsGiven(result, microphone);
            bool parts = IsGiven(result, frames) || IsGiven(result, audio), both = IsGiven(result, media);
            if (!devices && !parts && !both)
                result.AddError("Nothing to watch: give --camera and --microphone (or one of them), --media, or --frames and --audio (or one of them).");
            if (both && parts)
                result.AddError("--media cannot be combined with --frames or --audio: it stands for both.");
            if (devices && (both || parts))
                result.AddError("--camera and --microphone cannot be combined with files: devices and recordings do not share a clock.");
            if (devices && result.GetValue(realTime))
                result.AddError("--realtime is for recordings; devices are always live.");
            if (!IsGiven(result, camera) && !IsGiven(result, frames) && !both && (IsGiven(result, rotation) || IsGiven(result, mirror)))
                result.AddError("--rotate and --mirror are for frames: give --camera, --media or --frames.");
            bool noFrames = !IsGiven(result, camera) && !IsGiven(result, frames) && !both;
            if (result.GetValue(people) && (noFrames || result.GetValue(faceModel) == DeviceOptions.NoFaceModel))
                result.AddError("--people needs faces: give --camera, --media or --frames, and a face model.");
            string? name = GetModel(result.GetValue(model), IsGiven(result, camera));
            if (name is null)
                result.AddError("Option '--model' is required without a camera.");
            else if (ModelLoader.Check(name) is { } problem)
                result.AddError(problem);
        });
        command.SetAction((parsed, cancellationToken) => WatchRun.Run(
            new WatchSettings
            {
                Model = GetModel(parsed.GetValue(model), parsed.GetResult(camera) is not null)!,
                Input = new WatchInput
                {
                    Files = GetRecording(parsed.GetValue(media), parsed.GetValue(frames), parsed.GetValue(audio)) is { } files
                        ? files with
                        {
                            Order = parsed.GetValue(order) ?? FrameOrder.Numeric, Rotation = parsed.GetValue(rotation), Mirrored = parsed.GetValue(mirror),
                        }
                        : null,
                    RealTime = parsed.GetValue(realTime),
                    Camera = DeviceOptions.GetDevice(parsed, camera),
                    Microphone = DeviceOptions.GetDevice(parsed, microphone),
                    Rotation = parsed.GetValue(rotation),
                    Mirrored = parsed.GetValue(mirror),
                },
                Options = new EmotionRecognizerOptions
                {
                    Engine = Engines.Create(parsed.GetValue(engine)!, parsed.GetValue(threads), parsed.GetValue(precision)),
                    AdapterPath = parsed.GetValue(adapter),
                    AudioChannel = parsed.GetValue(channel) ?? AudioChannel.Auto,
                },
                FaceModel = parsed.GetValue(faceModel)!,
                MinFace = parsed.GetResult(minFace) is null ? null : parsed.GetValue(minFace),
                People = parsed.GetValue(people),
                Straighten = parsed.GetValue(straighten),
                OnlyVoice = parsed.GetValue(onlyVoice),
                Length = parsed.GetResult(seconds) is null ? null : TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Json = parsed.GetValue(json),
            },
            terminal, cancellationToken));
        return command;
    }

    private static string? GetModel(string? given, bool camera) => given ?? (camera ? ModelLoader.Starter : null);

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is not null;

    private static ClipPaths? GetRecording(string? media, string? frames, string? audio) =>
        media is not null ? new ClipPaths(media, media, OneFile: true)
        : frames is not null || audio is not null ? new ClipPaths(frames, audio, OneFile: false)
        : null;

    private static Option<string?> CreatePathOption(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
