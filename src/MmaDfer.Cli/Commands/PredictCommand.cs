using System.CommandLine;
using System.CommandLine.Parsing;
using MmaDfer.Cli.Output;
using MmaDfer.Cli.Predicting;
using MmaDfer.Cli.Predicting.Lists;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer predict</c>: the emotion of a clip, or of many.</summary>
internal static class PredictCommand
{
    private const double MinWindow = 0.5, MaxWindow = 30, MinStep = 0.02, MaxStep = 3600;

    public static Command Create(Terminal terminal)
    {
        Option<string> model = SharedOptions.Model();
        Option<string?> adapter = SharedOptions.Adapter();
        Option<string?> frames = Path("--frames", "PATH", "The face: a folder of images, a Y4M or a video file.");
        Option<string?> audio = Path("--audio", "PATH", "The voice: a WAV, or any sound or video file.");
        Option<string?> media = Path("--media", "FILE", "One file for both: a video with sound.");
        Option<string> engine = SharedOptions.Engine();
        Option<Precision> precision = SharedOptions.Precision();
        Option<int> threads = SharedOptions.Threads();
        var twoClip = new Option<bool>("--two-clip") { Description = "Average over two choices of frames: a little better, twice the time." };
        Option<string?> timeline = Path("--timeline", "OUT.svg", "Slide a window over the clip and draw the probabilities over time.");
        Option<double> window = Seconds("--window", 3, MinWindow, MaxWindow, "Length of the timeline's window in seconds.");
        Option<double> step = Seconds("--step", 0.5, MinStep, MaxStep, "Seconds from one window of the timeline to the next.");
        Option<string?> list = Path("--list", "CLIPS.csv", "Many clips: a CSV file with the column path (and, if wanted, start, end, audio).");
        Option<string?> output = Path("--out", "OUT.jsonl", "With --list: where to write the answers, one JSON object a line.");
        Option<Shard> shard = Shard.Option();
        var resume = new Option<bool>("--resume") { Description = "With --list: go on where an earlier run with the same model and options ended; clips that could not be read are tried again." };
        Option<FrameOrder?> order = SharedOptions.FrameOrder();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("predict", "Recognises the emotion of a clip, or of many.")
        {
            model, adapter, frames, audio, media, engine, precision, threads, twoClip, timeline, window, step, list, output, shard, resume, order, json,
        };
        command.Validators.Add(result =>
        {
            bool both = Given(result, media), many = Given(result, list);
            if (many && (both || Given(result, frames) || Given(result, audio) || Given(result, timeline)))
                result.AddError("--list stands for all clips; give neither --media, --frames, --audio nor --timeline with it.");
            if (many != Given(result, output))
                result.AddError("--list and --out belong together: give both.");
            if (!many && (Given(result, shard) || Given(result, resume)))
                result.AddError("--shard and --resume are for many clips; give --list and --out with them.");
            if (!many && !both && !Given(result, frames) && !Given(result, audio))
                result.AddError("Nothing to look at or listen to: give --media, or --frames and --audio (or one of them).");
            if (both && (Given(result, frames) || Given(result, audio)))
                result.AddError("--media stands for --frames and --audio of the same file; give either it or them.");
            if (result.GetValue(model) is { } name && ModelLoader.Check(name) is { } problem)
                result.AddError(problem);
        });
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(list) is { } clips ? ListPrediction.Run(
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
                    Adapter = parsed.GetValue(adapter),
                },
                Json = parsed.GetValue(json),
            },
            terminal, cancellationToken) : Prediction.Run(
            new PredictSettings
            {
                Model = parsed.GetValue(model)!,
                Sources = new ClipPaths(
                    parsed.GetValue(media) ?? parsed.GetValue(frames), parsed.GetValue(media) ?? parsed.GetValue(audio),
                    OneFile: parsed.GetValue(media) is not null)
                {
                    Order = parsed.GetValue(order) ?? FrameOrder.Numeric,
                },
                Options = new EmotionRecognizerOptions
                {
                    Engine = Engines.Create(parsed.GetValue(engine)!, parsed.GetValue(threads), parsed.GetValue(precision)),
                    TwoClip = parsed.GetValue(twoClip),
                    Adapter = parsed.GetValue(adapter),
                },
                Timeline = parsed.GetValue(timeline),
                Window = TimeSpan.FromSeconds(parsed.GetValue(window)),
                Step = TimeSpan.FromSeconds(parsed.GetValue(step)),
                Json = parsed.GetValue(json),
            },
            terminal, cancellationToken));
        return command;
    }

    private static bool Given(CommandResult result, Option option) => result.GetResult(option) is not null;

    private static Option<string?> Path(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    private static Option<double> Seconds(string name, double usual, double min, double max, string description) =>
        new Option<double>(name) { Description = description, HelpName = "S", DefaultValueFactory = _ => usual }
            .Only(value => value >= min && value <= max, FormattableString.Invariant($"from {min} to {max} seconds"));
}
