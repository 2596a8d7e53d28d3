using System.Text.Json;
using MmaDfer.Sdk.Onnx;
using Spectre.Console;

namespace MmaDfer.Cli.Output;

/// <summary>The output of <c>mmadfer export</c>, as a table or as JSON.</summary>
internal static class ExportOutput
{
    public static void Write(Terminal terminal, OnnxExportResult result, bool json) =>
        terminal.WriteResult(json, writer => WriteJson(writer, result), console => WriteTable(console, result));

    private static void WriteJson(Utf8JsonWriter json, OnnxExportResult result)
    {
        json.WriteString("path", result.Path);
        json.WriteNumber("fileSize", result.FileSize);
        json.WriteString("precision", FormatPrecision(result));
        json.WriteNumber("operatorSet", result.OperatorSet);
        json.WriteNumber("nodes", result.Nodes);
        json.WriteBoolean("fusedAttention", result.Options.FusedAttention);
        json.WriteNumber("batch", result.Options.Batch);
        json.WriteNumber("imageSize", result.ImageSize);
        json.WriteTexts("labels", result.Labels);
    }

    private static void WriteTable(IAnsiConsole console, OnnxExportResult result)
    {
        int size = result.ImageSize, batch = result.Options.Batch;
        Table table = NamedValues.CreateTable();
        table.AddValue("File", $"{result.Path}");
        table.AddValue("Size", $"{result.FileSize / 1e6:N1} MB");
        table.AddValue("Operators", $"{result.Nodes} of ONNX operator set {result.OperatorSet}, {FormatPrecision(result)}{(result.Options.FusedAttention ? ", attention as com.microsoft.MultiHeadAttention" : "")}");
        table.AddValue("Input", $"frames [{16 * batch}, 3, {size}, {size}] float32, RGB, 0 to 1");
        table.AddValue("Input", $"audio [{batch}, 1, 512, 128] float32, normalised log-mel features");
        table.AddValue("Output", $"logits [{batch}, {result.Labels.Count}] float32");
        table.AddValue("Labels", $"{string.Join(", ", result.Labels)}");
        console.Write(table);
    }

    private static string FormatPrecision(OnnxExportResult result) => result.Options.Precision.ToString().ToLowerInvariant();
}
