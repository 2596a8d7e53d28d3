using System.Text.Json;
using MmaDfer.Cli.Output;
using Spectre.Console;

namespace MmaDfer.Cli.Bench;

/// <summary>The output of <c>mmadfer bench</c>, as a table or as JSON.</summary>
internal static class BenchOutput
{
    public static void Write(Terminal terminal, BenchResult result, bool json) =>
        terminal.WriteResult(json, writer => WriteJson(writer, result), console => WriteTable(console, result));

    private static void WriteJson(Utf8JsonWriter json, BenchResult result)
    {
        json.WriteString("engine", result.Engine.Name);
        json.WriteString("engine_description", result.Engine.Description);
        json.WriteNumber("threads", result.Threads);
        json.WriteNumber("image_size", result.ImageSize);
        json.WriteNumber("runs", result.Runs);
        json.WriteNumber("load_ms", Math.Round(result.LoadMs, 1));
        json.WriteNumber("peak_memory_mb", Math.Round(result.PeakMemoryMb, 1));
        json.WriteNumber("clip_ms", Math.Round(result.ClipMs, 2));
        json.WriteNumber("clip_ms_min", Math.Round(result.ClipMsMin, 2));
        json.WriteNumber("clip_ms_p95", Math.Round(result.ClipMsP95, 2));
        json.WriteNumber("gflops", Math.Round(result.GFlops, 2));
        if (result.PeerSgemmGFlops is double peer)
        {
            json.WriteNumber("peer_sgemm_gflops", Math.Round(peer, 2));
            json.WriteNumber("ratio", Math.Round(result.Ratio!.Value, 4));
        }
    }

    private static void WriteTable(IAnsiConsole console, BenchResult result)
    {
        Table table = NamedValues.CreateTable();
        table.AddValue("Engine", $"{result.Engine}");
        table.AddValue("Frames", $"16 of {result.ImageSize} x {result.ImageSize} pixels");
        table.AddValue("Loading", $"{result.LoadMs:0} ms, peak memory {result.PeakMemoryMb:0} MB");
        table.AddValue("One clip", $"{result.ClipMs:0.0} ms (median of {result.Runs}; best {result.ClipMsMin:0.0}, 95 % below {result.ClipMsP95:0.0})");
        table.AddValue("Speed", $"{result.GFlops:0.0} GFLOP/s");
        if (result.PeerSgemmGFlops is double peer)
            table.AddValue("OpenBLAS sgemm", $"{peer:0.0} GFLOP/s; the whole network reaches {100 * result.Ratio!.Value:0} % of it");
        else
            table.AddValue("OpenBLAS sgemm", $"not installed (Debian: libopenblas0-pthread)");
        console.Write(table);
    }
}
