using System.Globalization;
using MmaDfer.Sdk.Onnx;
using Spectre.Console;

namespace MmaDfer.Cli.Output;

/// <summary>What <c>mmadfer export</c> prints, for people or as JSON.</summary>
internal static class ExportOutput
{
    public static void Write(Terminal terminal, OnnxExportResult result, bool json)
    {
        if (json)
            WriteJson(terminal.Output, result);
        else
            WriteTable(terminal.Console, result);
    }

    private static void WriteJson(TextWriter output, OnnxExportResult result) => JsonOutput.Write(output, json =>
    {
        json.WriteString("path", result.Path);
        json.WriteNumber("fileSize", result.FileSize);
        json.WriteString("precision", Precision(result));
        json.WriteNumber("operatorSet", result.OperatorSet);
        json.WriteNumber("nodes", result.Nodes);
        json.WriteBoolean("fusedAttention", result.Options.FusedAttention);
        json.WriteNumber("batch", result.Options.Batch);
        json.WriteNumber("imageSize", result.ImageSize);
        json.WriteTexts("labels", result.Labels);
    });

    private static void WriteTable(IAnsiConsole console, OnnxExportResult result)
    {
        int size = result.ImageSize, batch = result.Options.Batch;
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        Row(table, "File", $"{result.Path}");
        Row(table, "Size", $"{result.FileSize / 1e6:N1} MB");
        Row(table, "Operators", $"{result.Nodes} of ONNX operator set {result.OperatorSet}, {Precision(result)}{(result.Options.FusedAttention ? ", attention as com.microsoft.MultiHeadAttention" : "")}");
        Row(table, "Input", $"frames [{16 * batch}, 3, {size}, {size}] float32, RGB from 0 to 1");
        Row(table, "Input", $"audio [{batch}, 1, 512, 128] float32, normalised log-mel features");
        Row(table, "Output", $"logits [{batch}, {result.Labels.Count}] float32");
        Row(table, "Labels", $"{string.Join(", ", result.Labels)}");
        console.Write(table);
    }

    private static string Precision(OnnxExportResult result) => result.Options.Precision.ToString().ToLowerInvariant();

    private static void Row(Table table, string name, FormattableString value) =>
        table.AddRow(new Text(name), new Text(value.ToString(CultureInfo.InvariantCulture)));
}
