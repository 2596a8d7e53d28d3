using System.CommandLine;
using System.Globalization;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer init</c>: makes a model to start fine-tuning from.</summary>
internal static class InitCommand
{
    private const int Patch = 16, MaxImageSize = 1024, MaxWidth = 2048;

    public static Command Create(Terminal terminal)
    {
        Option<string> face = CreateCheckpointOption("--face", "the face encoder: MAE-Face, or a ViT-B/16 of timm, DeiT, MAE or Hugging Face");
        Option<string> audio = CreateCheckpointOption("--audio", "the audio encoder: AudioMAE or an AST");
        Option<EncoderScaling?> scaling = CreateScalingOption();
        Option<string?> license = SharedOptions.CreateLicense("; without it, those that files beside the checkpoints state");
        var output = new Argument<string>("OUT") { Description = "Model file (.safetensors) to write." };
        Option<int> size = new Option<int>("--image-size")
        {
            Description = $"Width and height of the frames in pixels, a multiple of {Patch}; the published models have 112, 160 or 224.",
            HelpName = "S",
            Required = true,
        }.AcceptOnly(
            value => value is >= Patch and <= MaxImageSize && value % Patch == 0,
            $"a multiple of {Patch} between {Patch} and {MaxImageSize}");
        Option<IReadOnlyList<string>?> labels = SharedOptions.CreateLabels(required: true);
        Option<ulong> seed = new Option<ulong>("--seed")
        {
            Description = "Seed of the random numbers: the same seed gives the same file.",
            HelpName = "N",
            DefaultValueFactory = _ => new ModelInitOptions().Seed,
        }.AcceptOnly(_ => true, "a whole number, 0 or greater");
        Option<bool> half = SharedOptions.CreateHalf(), json = SharedOptions.CreateJson();
        var small = new Option<bool>("--small") { Description = "Make a small network without pretrained encoders, to train from scratch (finetune --train all)." };
        Option<int?> width = CreateSizeOption("--width", $"With --small: width of the encoders, a multiple of {Patch} (default: {ModelInitOptions.SmallWidth}).", Patch);
        Option<int?> mlp = CreateSizeOption("--mlp-width", "With --small: hidden width of the encoders' feed-forward layers (default: four times the width).");
        Option<int?> temporal = CreateSizeOption("--temporal-width", $"With --small: width of the temporal transformer, a multiple of {Patch} (default: that of the encoders).", Patch);
        var command = new Command("init", "Makes an untrained model: from the two pretrained encoders for fine-tuning, or a small one to train from scratch.")
        {
            face, audio, output, size, labels, seed, scaling, license, half, small, width, mlp, temporal, json,
        };
        var variant = new VariantOptions();
        variant.AddTo(command);
        command.Validators.Add(result =>
        {
            bool isSmall = result.GetValue(small);
            if (isSmall && (result.GetResult(face) is not null || result.GetResult(audio) is not null || result.GetResult(scaling) is not null || result.GetResult(license) is not null || result.GetValue(half)))
                result.AddError("--small cannot be combined with --face, --audio, --face-scaling, --license or --half: it starts without pretrained encoders.");
            if (!isSmall && (result.GetResult(face) is null || result.GetResult(audio) is null))
                result.AddError("--face and --audio are missing: give both pretrained encoders, or --small for a network to train from scratch.");
            if (!isSmall && ((Option[])[width, mlp, temporal]).Any(option => result.GetResult(option) is not null))
                result.AddError("--width, --mlp-width and --temporal-width need --small: pretrained encoders have fixed sizes.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ModelInitOptions
            {
                Variant = variant.GetVariant(parsed),
                ImageSize = parsed.GetValue(size),
                Labels = parsed.GetValue(labels)!,
                Seed = parsed.GetValue(seed),
                Precision = parsed.GetValue(half) ? Precision.Float16 : Precision.Float32,
                Latent = variant.GetLatent(parsed),
                Width = parsed.GetValue(width),
                MlpWidth = parsed.GetValue(mlp),
                TemporalWidth = parsed.GetValue(temporal),
                FaceScaling = parsed.GetValue(scaling),
                License = parsed.GetValue(license),
            };
            if (parsed.GetValue(small))
            {
                ModelInfo made = await Task.Run(() => ModelInitializer.InitializeSmall(parsed.GetValue(output)!, options, cancellationToken), cancellationToken);
                InfoOutput.Write(terminal, made, parsed.GetValue(json), withTensors: false);
                return ExitCode.Done;
            }
            string from = parsed.GetValue(face)!, and = parsed.GetValue(audio)!, to = parsed.GetValue(output)!;
            ModelInfo info = await terminal.RunWithProgress(
                parsed.GetValue(json),
                bar => Task.Run(
                    () => ModelInitializer.Initialize(from, and, to, options, bar.AddStep($"Writing {to}"), cancellationToken), cancellationToken));
            InfoOutput.Write(terminal, info, parsed.GetValue(json), withTensors: false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string> CreateCheckpointOption(string name, string encoder) => new(name)
    {
        Description = $"Checkpoint of {encoder} (.pth, .safetensors).",
        HelpName = "FILE",
    };

    private static Option<EncoderScaling?> CreateScalingOption()
    {
        (string Name, EncoderScaling Scaling)[] all = [("unit", EncoderScaling.UnitRange), ("signed", EncoderScaling.SignedRange), ("imagenet", EncoderScaling.ImageNet)];
        return new("--face-scaling")
        {
            Description = "How the frames were scaled that the face encoder learned: unit (0 to 1), signed (-1 to 1) or imagenet (its mean and deviation). Without it, as a file beside the checkpoint states, or guessed by its tensors.",
            HelpName = "NAME",
            CustomParser = result =>
            {
                string name = result.Tokens[0].Value;
                if (Array.FindIndex(all, a => a.Name == name) is >= 0 and int found)
                    return all[found].Scaling;
                result.AddError($"--face-scaling {name}: must be one of {string.Join(", ", all.Select(a => a.Name))}.");
                return null;
            },
        };
    }

    private static Option<int?> CreateSizeOption(string name, string description, int unit = 1) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= MaxWidth && number % unit == 0)
                return number;
            result.AddError($"{name} {result.Tokens[0].Value}: must be a {(unit == 1 ? "whole number" : $"multiple of {unit}")} between {unit} and {MaxWidth}.");
            return null;
        },
    };
}
