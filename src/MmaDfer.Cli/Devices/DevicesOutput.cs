using System.Globalization;
using MmaDfer.Cli.Output;
using Spectre.Console;

namespace MmaDfer.Cli.Devices;

/// <summary>The output of <c>mmadfer devices</c>, as a table or as JSON.</summary>
internal static class DevicesOutput
{
    public static void Write(Terminal terminal, IReadOnlyList<EngineDevices> engines, bool json)
    {
        if (json)
            WriteJson(terminal, engines);
        else
            WriteTable(terminal.Console, engines);
    }

    private static void WriteJson(Terminal terminal, IReadOnlyList<EngineDevices> engines) => JsonOutput.Write(terminal.Output, json =>
    {
        json.WriteStartArray("engines");
        foreach (EngineDevices engine in engines)
        {
            json.WriteStartObject();
            json.WriteString("engine", engine.Engine);
            json.WriteString("where", engine.Where);
            json.WriteStartArray("devices");
            foreach (Device device in engine.Devices)
            {
                json.WriteStartObject();
                json.WriteNumber("index", device.Index);
                json.WriteString("name", device.Name);
                json.WriteNumber("memory", device.Memory);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("problem", engine.Problem);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static void WriteTable(IAnsiConsole console, IReadOnlyList<EngineDevices> engines)
    {
        Table table = new Table().Border(TableBorder.None).AddColumns("--engine", "runs on");
        foreach (EngineDevices engine in engines)
        {
            foreach (Device device in engine.Devices)
                table.AddRow(
                    new Text(string.Create(CultureInfo.InvariantCulture, $"{engine.Engine}:{device.Index}")),
                    new Text(string.Create(CultureInfo.InvariantCulture, $"{device.Name}, {device.Memory / 1e9:0.0} GB")));
            if ((engine.Where ?? engine.Problem) is { } rest)
                table.AddRow(new Text(engine.Engine), new Text(engine.Where ?? $"no: {rest}", engine.Where is null ? Color.Yellow : Style.Plain));
        }
        console.Write(table);
    }
}
