using System.CommandLine;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Onnx;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer export</c>: exports the network as an ONNX model for other runtimes.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> model = new("--model", "-m") { Description = "Model file or official checkpoint (.safetensors, .pth).", HelpName = "FILE", Required = true };
        var output = new Argument<string>("OUT") { Description = "ONNX model (.onnx) to write." };
        Option<int> batch = new Option<int>("--batch")
        {
            Description = "Clips per run; shapes in the file are fixed.",
            HelpName = "N",
            DefaultValueFactory = _ => new OnnxExportOptions().Batch,
        }.AcceptOnly(n => n is >= 1 and <= OnnxExportOptions.MaxBatch, $"a whole number between 1 and {OnnxExportOptions.MaxBatch}");
        var fused = new Option<bool>("--fused-attention")
        {
            Description = "Write attention as com.microsoft.MultiHeadAttention, an operator that only ONNX Runtime has.",
        };
        var bytes = new Option<bool>("--int8") { Description = "Products of 8-bit numbers, of a model that 'convert --int8' made." };
        Option<bool> half = SharedOptions.CreateHalf(), json = SharedOptions.CreateJson();
        var command = new Command("export", "Exports the network as an ONNX model for other runtimes.")
        {
            output, model, half, bytes, batch, fused, json,
        };
        command.Validators.Add(result => SharedOptions.CheckPrecision(result, half, bytes));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string from = ModelLoader.FindFile(parsed.GetValue(model)!), to = parsed.GetValue(output)!;
            var options = new OnnxExportOptions
            {
                Precision = SharedOptions.PrecisionOf(parsed, half, bytes),
                Batch = parsed.GetValue(batch),
                FusedAttention = parsed.GetValue(fused),
            };
            OnnxExportResult result = await terminal.RunWithProgress(
                parsed.GetValue(json),
                bar => Task.Run(
                    () => OnnxExporter.Export(from, to, options, bar.AddStep($"Exporting {from}"), cancellationToken), cancellationToken));
            ExportOutput.Write(terminal, result, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}
