using System.Globalization;
using System.Text.Json;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Engines;
using Spectre.Console;

namespace MmaDfer.Cli.Doctor;

/// <summary>The output of <c>mmadfer doctor</c>, as tables or as JSON.</summary>
internal static class DoctorOutput
{
    private const int MaxWidth = 100;

    /// <param name="terminal">Receives the output.</param>
    /// <param name="report">The report.</param>
    /// <param name="model">The model on which engines were timed; null for the proof network.</param>
    /// <param name="json">Writes JSON instead of tables.</param>
    public static void Write(Terminal terminal, MachineReport report, string? model, bool json) =>
        terminal.WriteResult(json, writer => WriteJson(writer, report, model), console => WriteTables(console, report, model));

    private static void WriteJson(Utf8JsonWriter json, MachineReport report, string? model)
    {
        json.WriteString("version", report.Version);
        json.WriteString("system", report.System);
        json.WriteString("runtime", report.Runtime);
        json.WriteString("architecture", report.Architecture);
        json.WriteNumber("processors", report.Processors);
        json.WriteString("instructions", report.Instructions);
        json.WriteString("instructions8Bit", report.Instructions8Bit);
        json.WriteNumber("memory", report.Memory);
        json.WriteString("timedOn", model ?? "proof");
        EngineJson.Write(json, report.Engines);
        json.WriteStartObject("onnxRuntime");
        json.WriteString("path", report.OnnxRuntime.Path);
        json.WriteString("version", report.OnnxRuntime.Version);
        json.WriteTexts("providers", report.OnnxRuntime.Providers);
        json.WriteString("problem", report.OnnxRuntime.Problem);
        json.WriteEndObject();
        json.WriteStartObject("ffmpeg");
        json.WriteString("path", report.Ffmpeg.Path);
        json.WriteString("version", report.Ffmpeg.Version);
        json.WriteString("problem", report.Ffmpeg.Problem);
        json.WriteEndObject();
    }

    private static void WriteTables(IAnsiConsole console, MachineReport report, string? model)
    {
        // Reasons are long: they have their own table, wrapped even where the output is not a terminal.
        console.Profile.Width = Math.Min(console.Profile.Width, MaxWidth);
        Table engines = new Table().Border(TableBorder.None).AddColumns("engine", "works", "opening", model is null ? "proof network" : "one clip", "description");
        Table reasons = NamedValues.CreateTable();
        foreach (EngineReport engine in report.Engines)
        {
            string name = engine.State == EngineState.InUse ? $"{engine.Name} *" : engine.Name;
            bool works = EngineJson.Works(engine);
            engines.AddRow(
                new Text(name), new Text(works ? "yes" : "no", new Style(works ? Color.Green : Color.Yellow)),
                new Text(FormatTime(engine.OpenTime)), new Text(FormatTime(engine.ClipTime)), new Text(engine.Engine.Description));
            reasons.AddValue(engine.Name, $"{engine.Reason}");
        }
        console.Write(engines);
        console.WriteLine();
        console.Write(reasons);
        console.WriteLine();
        Table machine = NamedValues.CreateTable();
        machine.AddValue("MmaDfer.Sdk", $"{report.Version} on {report.Runtime}, {report.Architecture}");
        machine.AddValue("System", $"{report.System}");
        machine.AddValue("Processors", $"{report.Processors}, {report.Instructions}, in 8 bit {report.Instructions8Bit}");
        machine.AddValue("Memory", $"{report.Memory / 1e9:0.0} GB");
        FoundRuntime runtime = report.OnnxRuntime;
        machine.AddValue("ONNX Runtime", $"{runtime.Problem ?? $"{runtime.Version} with {string.Join(", ", runtime.Providers)}, {runtime.Path}"}");
        machine.AddValue("ffmpeg", $"{report.Ffmpeg.Problem ?? $"{report.Ffmpeg.Version}, {report.Ffmpeg.Path}"}");
        console.Write(machine);
    }

    private static string FormatTime(TimeSpan? time) =>
        time is { } t ? string.Create(CultureInfo.InvariantCulture, $"{t.TotalMilliseconds:0.0} ms") : "";
}
