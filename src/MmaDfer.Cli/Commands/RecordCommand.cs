using System.CommandLine;
using System.CommandLine.Parsing;
using MmaDfer.Cli.Output;
using MmaDfer.Cli.Recording;
using MmaDfer.Cli.Watching;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer record</c>: records clips of a person, or cuts them out of films, for fine-tuning and evaluation.</summary>
internal static class RecordCommand
{
    private const double MaxSeconds = 60, MaxCountdown = 600;

    public static Command Create(Terminal terminal)
    {
        var output = new Option<string>("--out") { Description = "Folder of the set: clips.csv, the clips, the consents. An existing set is continued.", HelpName = "DIR", Required = true };
        var person = new Option<string?>("--person") { Description = "Who is recorded: a name or a number of your own; with --spans, of spans that do not say it.", HelpName = "ID" };
        var model = new Option<string?>("--model", "-m") { Description = "Model whose labels are prompted, and for whose image size the clips are made.", HelpName = "FILE" };
        Option<IReadOnlyList<string>?> labels = SharedOptions.CreateLabels(required: false);
        Option<string?> camera = DeviceOptions.CreateCamera(), microphone = DeviceOptions.CreateMicrophone();
        var spans = new Option<string?>("--spans") { Description = "Instead of devices: labelled spans of films, a CSV file (path,start,end,label[,person][,audio]).", HelpName = "CSV" };
        Option<int> clips = new Option<int>("--clips-per-label") { Description = "Clips of each label that the set shall hold of the person.", HelpName = "N", DefaultValueFactory = _ => 5 }
            .AcceptOnly(n => n is >= 1 and <= 1000, "between 1 and 1000");
        Option<double> seconds = new Option<double>("--seconds") { Description = "Length of a clip, in seconds.", HelpName = "S", DefaultValueFactory = _ => 3 }
            .AcceptOnly(n => n is >= 0.5 and <= MaxSeconds, FormattableString.Invariant($"between 0.5 and {MaxSeconds} seconds"));
        Option<int> size = new Option<int>("--size") { Description = "Width and height of the recorded face (default: twice the model's image size, or 224).", HelpName = "PIXELS" }
            .AcceptOnly(n => n is >= 32 and <= 1024 && n % 2 == 0, "an even number between 32 and 1024");
        Option<int> attempts = new Option<int>("--attempts") { Description = "Takes of a clip before one that is too dark, blurred, silent, ... is kept and marked.", HelpName = "N", DefaultValueFactory = _ => 3 }
            .AcceptOnly(n => n is >= 1 and <= 100, "between 1 and 100");
        Option<double> countdown = new Option<double>("--countdown") { Description = "Seconds from the prompt to the recording.", HelpName = "S", DefaultValueFactory = _ => 3 }
            .AcceptOnly(n => n is >= 0 and <= MaxCountdown, FormattableString.Invariant($"between 0 and {MaxCountdown} seconds"));
        Option<ulong> seed = new Option<ulong>("--seed") { Description = "Seed of the order of the prompts.", HelpName = "N" }.AcceptOnly(_ => true, "a whole number, 0 or greater");
        var consent = new Option<string>("--consent") { Description = "What is agreed to: a text, or a file with it. It is shown, and its hash is kept with each clip.", HelpName = "TEXT|FILE", Required = true };
        var given = new Option<string?>("--consent-given") { Description = "Who has agreed already (the person, or a parent), so that nobody is asked.", HelpName = "NAME" };
        var unattended = new Option<bool>("--unattended") { Description = "No keys and no questions: for scripts. Needs --consent-given, unless the set has the consent." };
        Option<string> faceModel = DeviceOptions.CreateFaceModel();
        Option<double> minFace = DeviceOptions.CreateMinFace();
        Option<int> rotation = SharedOptions.CreateRotation();
        Option<bool> mirror = SharedOptions.CreateMirror(), json = SharedOptions.CreateJson();
        var command = new Command("record", "Records labelled clips of a person with a camera and a microphone, or cuts them out of films.")
        {
            output, person, model, labels, camera, microphone, spans, clips, seconds, size, attempts, countdown, seed, consent, given, unattended,
            faceModel, minFace, rotation, mirror, json,
        };
        command.Validators.Add(result =>
        {
            bool devices = IsGiven(result, camera) || IsGiven(result, microphone), films = IsGiven(result, spans);
            if (devices == films)
                result.AddError(films ? "--spans cannot be combined with --camera or --microphone: clips come from films or from devices." : "Nothing to record: give --camera and --microphone (or one of them), or --spans.");
            if (devices && !IsGiven(result, person))
                result.AddError("--person is missing: it tells apart who is in the clips, for honest evaluation and for 'mmadfer forget'.");
            if (devices && !IsGiven(result, model) && !IsGiven(result, labels))
                result.AddError("What is to be recorded? Give --labels, or --model for its labels.");
            if (IsGiven(result, person) && result.GetValue(person) is { } id && (id.Trim().Length is 0 or > 100 || id.Any(char.IsControl)))
                result.AddError("--person: must be 1 to 100 characters on one line.");
            if (IsGiven(result, given) && string.IsNullOrWhiteSpace(result.GetValue(given)))
                result.AddError("--consent-given: must be a name.");
            if (IsGiven(result, model) && ModelLoader.Check(result.GetValue(model)!) is { } problem)
                result.AddError(problem);
        });
        command.SetAction((parsed, cancellationToken) => RecordRun.Run(
            new RecordSettings
            {
                Folder = parsed.GetValue(output)!,
                Person = parsed.GetValue(person)?.Trim(),
                Model = parsed.GetValue(model),
                Labels = parsed.GetValue(labels),
                Input = new WatchInput
                {
                    Camera = DeviceOptions.GetDevice(parsed, camera), Microphone = DeviceOptions.GetDevice(parsed, microphone),
                    Rotation = parsed.GetValue(rotation), Mirrored = parsed.GetValue(mirror),
                },
                Spans = parsed.GetValue(spans),
                ClipsPerLabel = parsed.GetValue(clips),
                Length = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Size = parsed.GetResult(size) is null ? null : parsed.GetValue(size),
                MaxAttempts = parsed.GetValue(attempts),
                Countdown = TimeSpan.FromSeconds(parsed.GetValue(countdown)),
                Seed = parsed.GetValue(seed),
                Consent = parsed.GetValue(consent)!,
                ConsentGiven = parsed.GetValue(given),
                Unattended = parsed.GetValue(unattended),
                FaceModel = parsed.GetValue(faceModel)!,
                MinFace = parsed.GetResult(minFace) is null ? null : parsed.GetValue(minFace),
                Json = parsed.GetValue(json),
            },
            terminal, Console.In, cancellationToken));
        return command;
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
