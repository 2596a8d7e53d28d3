using System.Globalization;
using MmaDfer.Sdk.Onnx;
using Spectre.Console;

namespace MmaDfer.Cli.Output;

/// <summary>The output of <c>mmadfer export</c>, as a table or as JSON.</summary>
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
        json.WriteString("precision", FormatPrecision(result));
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
        AddRow(table, "File", $"{result.Path}");
        AddRow(table, "Size", $"{result.FileSize / 1e6:N1} MB");
        AddRow(table, "Operators", $"{result.Nodes} of ONNX operator set {result.OperatorSet}, {FormatPrecision(result)}{(result.Options.FusedAttention ? ", attention as com.microsoft.MultiHeadAttention" : "")}");
        AddRow(table, "Input", $"frames [{16 * batch}, 3, {size}, {size}] float32, RGB, 0 to 1");
        AddRow(table, "Input", $"audio [{batch}, 1, 512, 128] float32, normalised log-mel features");
        AddRow(table, "Output", $"logits [{batch}, {result.Labels.Count}] float32");
        AddRow(table, "Labels", $"{string.Join(", ", result.Labels)}");
        console.Write(table);
    }

    private static string FormatPrecision(OnnxExportResult result) => result.Options.Precision.ToString().ToLowerInvariant();

    private static void AddRow(Table table, string name, FormattableString value) =>
        table.AddRow(new Text(name), new Text(value.ToString(CultureInfo.InvariantCulture)));
}
