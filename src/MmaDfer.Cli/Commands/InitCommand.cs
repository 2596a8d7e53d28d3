using System.CommandLine;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer init</c>: a model to start fine-tuning from.</summary>
internal static class InitCommand
{
    private const int Patch = 16, MaxImageSize = 1024;

    public static Command Create(Terminal terminal)
    {
        Option<string> face = Checkpoint("--face", "MAE-Face"), audio = Checkpoint("--audio", "AudioMAE");
        var output = new Argument<string>("OUT") { Description = "Model file (.safetensors) to write." };
        Option<int> size = new Option<int>("--image-size")
        {
            Description = $"Side of the frames in pixels, a multiple of {Patch}; published models have 112, 160 or 224.",
            HelpName = "S",
            Required = true,
        }.Only(
            value => value is >= Patch and <= MaxImageSize && value % Patch == 0,
            $"a multiple of {Patch} from {Patch} to {MaxImageSize}");
        Option<IReadOnlyList<string>?> labels = SharedOptions.Labels(required: true);
        Option<ulong> seed = new Option<ulong>("--seed")
        {
            Description = "Start of the random draws: the same seed gives the same file.",
            HelpName = "N",
            DefaultValueFactory = _ => new ModelInitOptions().Seed,
        }.Only(_ => true, "a whole number from 0 up");
        Option<bool> half = SharedOptions.Half(), json = SharedOptions.Json();
        var command = new Command("init", "Makes an untrained model from the two pretrained encoders, to fine-tune.")
        {
            face, audio, output, size, labels, seed, half, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new ModelInitOptions
            {
                ImageSize = parsed.GetValue(size),
                Labels = parsed.GetValue(labels)!,
                Seed = parsed.GetValue(seed),
                Half = parsed.GetValue(half),
            };
            string from = parsed.GetValue(face)!, and = parsed.GetValue(audio)!, to = parsed.GetValue(output)!;
            ModelInfo info = await terminal.WithProgress(
                parsed.GetValue(json),
                bar => Task.Run(
                    () => ModelInitializer.Initialize(from, and, to, options, bar.Step($"Making {to}"), cancellation), cancellation));
            InfoOutput.Write(terminal, info, parsed.GetValue(json), withTensors: false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string> Checkpoint(string name, string encoder) => new(name)
    {
        Description = $"Checkpoint of {encoder} (.pth).",
        HelpName = "FILE",
        Required = true,
    };
}
