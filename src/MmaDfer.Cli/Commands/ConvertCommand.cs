using System.CommandLine;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer convert</c>: converts an official checkpoint to a model file.</summary>
internal static class ConvertCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = new Argument<string>("IN") { Description = "Official checkpoint (.pth) or .safetensors file." };
        var output = new Argument<string>("OUT") { Description = "Model file (.safetensors) to write." };
        Option<IReadOnlyList<string>?> labels = SharedOptions.CreateLabels(required: false);
        Option<bool> half = SharedOptions.CreateHalf(), json = SharedOptions.CreateJson();
        var command = new Command("convert", "Converts an official checkpoint to a model file.")
        {
            input, output, labels, half, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ModelConvertOptions { Labels = parsed.GetValue(labels), Precision = parsed.GetValue(half) ? Precision.Float16 : Precision.Float32 };
            string from = parsed.GetValue(input)!, to = parsed.GetValue(output)!;
            ModelInfo info = await terminal.RunWithProgress(
                parsed.GetValue(json),
                bar => Task.Run(
                    () => ModelConverter.Convert(from, to, options, bar.AddStep($"Converting {from}"), cancellationToken), cancellationToken));
            InfoOutput.Write(terminal, info, parsed.GetValue(json), withTensors: false);
            return ExitCode.Done;
        });
        return command;
    }
}
