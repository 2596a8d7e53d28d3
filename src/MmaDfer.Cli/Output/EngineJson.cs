using System.Text.Json;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Output;

/// <summary>Engines in <c>--json</c>: whether each works, the reason if not, and its times.</summary>
internal static class EngineJson
{
    public static bool Works(EngineReport engine) => engine.State is EngineState.Ready or EngineState.InUse;

    public static void Write(Utf8JsonWriter json, IReadOnlyList<EngineReport> engines)
    {
        json.WriteStartArray("engines");
        foreach (EngineReport engine in engines)
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
    }

    private static void WriteTime(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } t)
            json.WriteNumber(name, Math.Round(t.TotalMilliseconds, 1));
        else
            json.WriteNull(name);
    }
}
