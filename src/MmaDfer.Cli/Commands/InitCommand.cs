using System.CommandLine;
using System.Globalization;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer init</c>: a model to start fine-tuning from.</summary>
internal static class InitCommand
{
    private const int Patch = 16, MaxImageSize = 1024, MaxWidth = 2048;

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
        var smallSizes = new SmallModelOptions();
        var small = new Option<bool>("--small") { Description = "A small network without pretrained encoders, to train from scratch (finetune --train all)." };
        Option<int?> width = Size("--width", $"Of --small: width of the encoders; {smallSizes.Width} if not given.");
        Option<int?> mlp = Size("--mlp-width", "Of --small: hidden width of their feed-forward part; four times the width if not given.");
        Option<int?> temporal = Size("--temporal-width", "Of --small: width of the temporal transformer; that of the encoders if not given.");
        var command = new Command("init", "Makes an untrained model from the two pretrained encoders, to fine-tune; or a small one, to train from scratch.")
        {
            face, audio, output, size, labels, seed, half, small, width, mlp, temporal, json,
        };
        var variant = new VariantOptions();
        variant.AddTo(command);
        command.Validators.Add(result =>
        {
            bool isSmall = result.GetValue(small);
            if (isSmall && (result.GetResult(face) is not null || result.GetResult(audio) is not null || result.GetValue(half)))
                result.AddError("--small makes a network of its own: --face, --audio and --half do not go with it.");
            if (!isSmall && (result.GetResult(face) is null || result.GetResult(audio) is null))
                result.AddError("Give --face and --audio, the two pretrained encoders (or --small for a network to train from scratch).");
            if (!isSmall && ((Option[])[width, mlp, temporal]).Any(option => result.GetResult(option) is not null))
                result.AddError("--width, --mlp-width and --temporal-width go with --small; pretrained encoders have their own sizes.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ModelInitOptions
            {
                Variant = variant.Variant(parsed),
                ImageSize = parsed.GetValue(size),
                Labels = parsed.GetValue(labels)!,
                Seed = parsed.GetValue(seed),
                Precision = parsed.GetValue(half) ? Precision.Float16 : Precision.Float32,
            };
            if (variant.Latent(parsed) is int latent)
                options = options with { Latent = latent };
            if (parsed.GetValue(small))
            {
                var sizes = new SmallModelOptions
                {
                    ImageSize = options.ImageSize,
                    Labels = options.Labels,
                    Seed = options.Seed,
                    Variant = options.Variant,
                    Width = parsed.GetValue(width) ?? smallSizes.Width,
                    MlpWidth = parsed.GetValue(mlp),
                    Latent = variant.Latent(parsed) ?? smallSizes.Latent,
                    TemporalWidth = parsed.GetValue(temporal),
                };
                ModelInfo made = await Task.Run(() => ModelInitializer.InitializeSmall(parsed.GetValue(output)!, sizes, cancellationToken), cancellationToken);
                InfoOutput.Write(terminal, made, parsed.GetValue(json), withTensors: false);
                return ExitCode.Done;
            }
            string from = parsed.GetValue(face)!, and = parsed.GetValue(audio)!, to = parsed.GetValue(output)!;
            ModelInfo info = await terminal.WithProgress(
                parsed.GetValue(json),
                bar => Task.Run(
                    () => ModelInitializer.Initialize(from, and, to, options, bar.Step($"Making {to}"), cancellationToken), cancellationToken));
            InfoOutput.Write(terminal, info, parsed.GetValue(json), withTensors: false);
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string> Checkpoint(string name, string encoder) => new(name)
    {
        Description = $"Checkpoint of {encoder} (.pth).",
        HelpName = "FILE",
    };

    private static Option<int?> Size(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= MaxWidth)
                return number;
            result.AddError($"{name} {result.Tokens[0].Value}: must be a whole number from 1 to {MaxWidth}.");
            return null;
        },
    };
}
