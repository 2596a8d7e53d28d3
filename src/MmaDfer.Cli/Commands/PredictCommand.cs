using System.CommandLine;
using System.CommandLine.Parsing;
using MmaDfer.Cli.Output;
using MmaDfer.Cli.Predicting;
using MmaDfer.Cli.Predicting.Lists;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer predict</c>: recognises the emotion of one clip or of many.</summary>
internal static class PredictCommand
{
    private const double MinWindow = 0.5, MaxWindow = 30, MinStep = 0.02, MaxStep = 3600;

    public static Command Create(Terminal terminal)
    {
        Option<string> model = SharedOptions.CreateModel();
        Option<string?> adapter = SharedOptions.CreateAdapter();
        Option<string?> frames = CreatePathOption("--frames", "PATH", "Frames of the face: a folder of images, a Y4M file or a video.");
        Option<string?> audio = CreatePathOption("--audio", "PATH", "Audio: a WAV file, or any audio or video file.");
        Option<string?> media = CreatePathOption("--media", "FILE", "A video with audio, instead of --frames and --audio.");
        Option<string> engine = SharedOptions.CreateEngine();
        Option<Precision> precision = SharedOptions.CreatePrecision();
        Option<int> threads = SharedOptions.CreateThreads();
        var twoClip = new Option<bool>("--two-clip") { Description = "Average the predictions of two frame selections: slightly better, twice the time." };
        Option<string?> timeline = CreatePathOption("--timeline", "OUT.svg", "Slide a window over the clip and draw the probabilities over time.");
        Option<double> window = CreateSecondsOption("--window", 3, MinWindow, MaxWindow, "Length of the timeline's window in seconds.");
        Option<double> step = CreateSecondsOption("--step", 0.5, MinStep, MaxStep, "Seconds between the starts of successive windows.");
        Option<string?> list = CreatePathOption("--list", "CLIPS.csv", "Many clips: a CSV file with the column path and, optionally, start, end and audio.");
        Option<string?> output = CreatePathOption("--out", "OUT.jsonl", "With --list: file for the predictions, one JSON object per line.");
        Option<Shard> shard = Shard.CreateOption();
        var resume = new Option<bool>("--resume") { Description = "With --list: continue an earlier run of the same model and options; clips that could not be read are tried again." };
        Option<FrameOrder?> order = SharedOptions.CreateFrameOrder();
        Option<int> rotation = SharedOptions.CreateRotation();
        Option<bool> mirror = SharedOptions.CreateMirror();
        Option<AudioChannel?> channel = SharedOptions.CreateAudioChannel("the default is auto");
        Option<bool> json = SharedOptions.CreateJson();
        var command = new Command("predict", "Recognises the emotion of one clip or of many.")
        {
            model, adapter, frames, audio, media, engine, precision, threads, twoClip, timeline, window, step, list, output, shard, resume, order, rotation, mirror, channel, json,
        };
        command.Validators.Add(result =>
        {
            bool both = IsGiven(result, media), many = IsGiven(result, list);
            if (many && (both || IsGiven(result, frames) || IsGiven(result, audio) || IsGiven(result, timeline)))
                result.AddError("--list cannot be combined with --media, --frames, --audio or --timeline.");
            if ((IsGiven(result, rotation) || IsGiven(result, mirror)) && !both && !IsGiven(result, frames))
                result.AddError("--rotate and --mirror are for frames: give --media or --frames; they cannot be combined with --list.");
            if (many != IsGiven(result, output))
                result.AddError("--list and --out need each other: give both.");
            if (!many && (IsGiven(result, shard) || IsGiven(result, resume)))
                result.AddError("--shard and --resume need --list and --out.");
            if (!many && !both && !IsGiven(result, frames) && !IsGiven(result, audio))
                result.AddError("Nothing to recognise: give --media, --frames and --audio (or one of them), or --list and --out.");
            if (both && (IsGiven(result, frames) || IsGiven(result, audio)))
                result.AddError("--media cannot be combined with --frames or --audio: it stands for both.");
            if (result.GetValue(model) is { } name && ModelLoader.Check(name) is { } problem)
                result.AddError(problem);
        });
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(list) is { } clips ? ListRun.Run(
            new ListSettings
            {
                Model = parsed.GetValue(model)!,
                List = clips,
                Output = parsed.GetValue(output)!,
                Shard = parsed.GetResult(shard) is null ? Shard.Whole : parsed.GetValue(shard),
                Resume = parsed.GetValue(resume),
                Order = parsed.GetValue(order) ?? FrameOrder.Numeric,
                Precision = parsed.GetValue(precision),
                Options = new EmotionRecognizerOptions
                {
                    Engine = Engines.Create(parsed.GetValue(engine)!, parsed.GetValue(threads), parsed.GetValue(precision)),
                    TwoClip = parsed.GetValue(twoClip),
                    AdapterPath = parsed.GetValue(adapter),
                    AudioChannel = parsed.GetValue(channel) ?? AudioChannel.Auto,
                },
                Json = parsed.GetValue(json),
            },
            terminal, cancellationToken) : PredictRun.Run(
            new PredictSettings
            {
                Model = parsed.GetValue(model)!,
                Sources = new ClipPaths(
                    parsed.GetValue(media) ?? parsed.GetValue(frames), parsed.GetValue(media) ?? parsed.GetValue(audio),
                    OneFile: parsed.GetValue(media) is not null)
                {
                    Order = parsed.GetValue(order) ?? FrameOrder.Numeric,
                    Rotation = parsed.GetValue(rotation),
                    Mirrored = parsed.GetValue(mirror),
                },
                Options = new EmotionRecognizerOptions
                {
                    Engine = Engines.Create(parsed.GetValue(engine)!, parsed.GetValue(threads), parsed.GetValue(precision)),
                    TwoClip = parsed.GetValue(twoClip),
                    AdapterPath = parsed.GetValue(adapter),
                    AudioChannel = parsed.GetValue(channel) ?? AudioChannel.Auto,
                },
                Timeline = parsed.GetValue(timeline),
                Window = TimeSpan.FromSeconds(parsed.GetValue(window)),
                Step = TimeSpan.FromSeconds(parsed.GetValue(step)),
                Json = parsed.GetValue(json),
            },
            terminal, cancellationToken));
        return command;
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is not null;

    private static Option<string?> CreatePathOption(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    private static Option<double> CreateSecondsOption(string name, double defaultValue, double min, double max, string description) =>
        new Option<double>(name) { Description = description, HelpName = "S", DefaultValueFactory = _ => defaultValue }
            .AcceptOnly(value => value >= min && value <= max, FormattableString.Invariant($"between {min} and {max} seconds"));
}
