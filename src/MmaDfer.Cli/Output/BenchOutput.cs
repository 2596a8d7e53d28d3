using System.Globalization;
using MmaDfer.Cli.Bench;
using Spectre.Console;

namespace MmaDfer.Cli.Output;

/// <summary>What <c>mmadfer bench</c> prints, for people or as JSON.</summary>
internal static class BenchOutput
{
    public static void Write(Terminal terminal, BenchResult result, bool json)
    {
        if (json)
            WriteJson(terminal.Output, result);
        else
            WriteTable(terminal.Console, result);
    }

    private static void WriteJson(TextWriter output, BenchResult result) => JsonOutput.Write(output, json =>
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
    });

    private static void WriteTable(IAnsiConsole console, BenchResult result)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        Row(table, "Engine", $"{result.Engine}");
        Row(table, "Frames", $"16 of {result.ImageSize} x {result.ImageSize} pixels");
        Row(table, "Loading", $"{result.LoadMs:0} ms, {result.PeakMemoryMb:0} MB resident at most");
        Row(table, "One clip", $"{result.ClipMs:0.0} ms (median of {result.Runs}; best {result.ClipMsMin:0.0}, 95 % below {result.ClipMsP95:0.0})");
        Row(table, "Speed", $"{result.GFlops:0.0} GFLOP/s");
        if (result.PeerSgemmGFlops is double peer)
            Row(table, "OpenBLAS sgemm", $"{peer:0.0} GFLOP/s between our runs; the whole network reaches {100 * result.Ratio!.Value:0} % of it");
        else
            Row(table, "OpenBLAS sgemm", $"not installed (Debian: libopenblas0-pthread)");
        console.Write(table);
    }

    private static void Row(Table table, string name, FormattableString value) =>
        table.AddRow(new Text(name), new Text(value.ToString(CultureInfo.InvariantCulture)));
}
