using System.CommandLine;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer merge</c>: merges a model and its adapter into one model file.</summary>
internal static class MergeCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> model = new("--model", "-m") { Description = "Model file that the adapter was trained on.", HelpName = "FILE", Required = true };
        Option<string> adapter = new("--adapter", "-a") { Description = "Adapter made by 'mmadfer finetune'.", HelpName = "FILE", Required = true };
        var output = new Argument<string>("OUT") { Description = "Model file (.safetensors) to write." };
        Option<string?> source = new("--source") { Description = "Source to record in the file (default: the sources of both).", HelpName = "TEXT" };
        Option<bool> half = SharedOptions.CreateHalf(), json = SharedOptions.CreateJson();
        var command = new Command("merge", "Merges a model and an adapter into one model file.") { model, adapter, output, half, source, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string from = ModelLoader.FindFile(parsed.GetValue(model)!), with = parsed.GetValue(adapter)!, to = parsed.GetValue(output)!;
            Precision precision = parsed.GetValue(half) ? Precision.Float16 : Precision.Float32;
            string? text = parsed.GetValue(source);
            ModelInfo info = await terminal.RunWithProgress(
                parsed.GetValue(json),
                bar => Task.Run(
                    () => ModelConverter.Merge(from, with, to, precision, text, bar.AddStep($"Writing {to}"), cancellationToken), cancellationToken));
            InfoOutput.Write(terminal, info, parsed.GetValue(json), withTensors: false);
            return ExitCode.Done;
        });
        return command;
    }
}
