using System.CommandLine;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Onnx;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer export</c>: the network as an ONNX model, for other runtimes.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> model = new("--model", "-m") { Description = "Model file or official checkpoint (.safetensors, .pth).", HelpName = "FILE", Required = true };
        var output = new Argument<string>("OUT") { Description = "ONNX model (.onnx) to write." };
        Option<int> batch = new Option<int>("--batch")
        {
            Description = "Clips that one run takes; shapes in the file are fixed.",
            HelpName = "N",
            DefaultValueFactory = _ => new OnnxExportOptions().Batch,
        }.Only(n => n is >= 1 and <= OnnxExportOptions.MaxBatch, $"a whole number from 1 to {OnnxExportOptions.MaxBatch}");
        var fused = new Option<bool>("--fused-attention")
        {
            Description = "Attention as ONNX Runtime's own operator (com.microsoft.MultiHeadAttention), which no other runtime knows.",
        };
        Option<bool> half = SharedOptions.Half(), json = SharedOptions.Json();
        var command = new Command("export", "Writes the network as an ONNX model, for other runtimes.")
        {
            output, model, half, batch, fused, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string from = parsed.GetValue(model)!, to = parsed.GetValue(output)!;
            var options = new OnnxExportOptions
            {
                Precision = parsed.GetValue(half) ? Precision.Float16 : Precision.Float32,
                Batch = parsed.GetValue(batch),
                FusedAttention = parsed.GetValue(fused),
            };
            OnnxExportResult result = await terminal.WithProgress(
                parsed.GetValue(json),
                bar => Task.Run(
                    () => OnnxExporter.Export(from, to, options, bar.Step($"Exporting {from}"), cancellationToken), cancellationToken));
            ExportOutput.Write(terminal, result, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}
