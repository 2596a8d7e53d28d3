using System.Globalization;
using System.Text.Json;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Engines;
using Spectre.Console;

namespace MmaDfer.Cli.Doctor;

/// <summary>What <c>mmadfer doctor</c> prints, for people or as JSON.</summary>
internal static class DoctorOutput
{
    /// <param name="terminal">Where to.</param>
    /// <param name="report">What was found.</param>
    /// <param name="model">The model that engines were timed on; null for the proof network.</param>
    /// <param name="json">Whether as JSON.</param>
    public static void Write(Terminal terminal, MachineReport report, string? model, bool json)
    {
        if (json)
            JsonOutput.Write(terminal.Output, writer => WriteJson(writer, report, model));
        else
            WriteTables(terminal.Console, report, model);
    }

    private static void WriteJson(Utf8JsonWriter json, MachineReport report, string? model)
    {
        json.WriteString("version", report.Version);
        json.WriteString("system", report.System);
        json.WriteString("runtime", report.Runtime);
        json.WriteString("architecture", report.Architecture);
        json.WriteNumber("processors", report.Processors);
        json.WriteString("instructions", report.Instructions);
        json.WriteNumber("memory", report.Memory);
        json.WriteString("timedOn", model ?? "proof");
        json.WriteStartArray("engines");
        foreach (EngineReport engine in report.Engines)
        {
            json.WriteStartObject();
            json.WriteString("engine", engine.Name);
            json.WriteString("engineDescription", engine.Engine.Description);
            json.WriteBoolean("works", Works(engine));
            json.WriteString("state", JsonNamingPolicy.CamelCase.ConvertName(engine.State.ToString()));
            json.WriteString("reason", engine.Reason);
            WriteTime(json, "openMilliseconds", engine.OpenTime);
            WriteTime(json, "milliseconds", engine.ClipTime);
            json.WriteEndObject();
        }
        json.WriteEndArray();
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
        var engines = new Table().Border(TableBorder.None)
            .AddColumns("engine", "works", "opening", model is null ? "proof network" : "one clip", "what", "why");
        foreach (EngineReport engine in report.Engines)
        {
            string name = engine.State == EngineState.InUse ? $"{engine.Name} *" : engine.Name;
            engines.AddRow(
                new Text(name), new Text(Works(engine) ? "yes" : "no", new Style(Works(engine) ? Color.Green : Color.Yellow)),
                new Text(Time(engine.OpenTime)), new Text(Time(engine.ClipTime)), new Text(engine.Engine.Description), new Text(engine.Reason));
        }
        console.Write(engines);
        console.WriteLine();
        var machine = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        Row(machine, "MmaDfer.Sdk", $"{report.Version} on {report.Runtime}, {report.Architecture}");
        Row(machine, "System", $"{report.System}");
        Row(machine, "Processors", $"{report.Processors}, {report.Instructions}");
        Row(machine, "Memory", $"{report.Memory / 1e9:0.0} GB");
        FoundRuntime runtime = report.OnnxRuntime;
        Row(machine, "ONNX Runtime", $"{runtime.Problem ?? $"{runtime.Version} with {string.Join(", ", runtime.Providers)}, {runtime.Path}"}");
        Row(machine, "ffmpeg", $"{report.Ffmpeg.Problem ?? $"{report.Ffmpeg.Version}, {report.Ffmpeg.Path}"}");
        console.Write(machine);
    }

    private static bool Works(EngineReport engine) => engine.State is EngineState.Ready or EngineState.InUse;

    private static string Time(TimeSpan? time) =>
        time is { } t ? string.Create(CultureInfo.InvariantCulture, $"{t.TotalMilliseconds:0.0} ms") : "";

    private static void WriteTime(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } t)
            json.WriteNumber(name, Math.Round(t.TotalMilliseconds, 1));
        else
            json.WriteNull(name);
    }

    private static void Row(Table table, string name, FormattableString value) =>
        table.AddRow(new Text(name), new Text(value.ToString(CultureInfo.InvariantCulture)));
}
