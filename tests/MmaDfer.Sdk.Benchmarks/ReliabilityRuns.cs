using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Tests.Reliability;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>The long measurements of docs/reliability.md: one command each.</summary>
internal static class ReliabilityRuns
{
    /// <summary>A simulated day with the demo model: how long a window takes does not matter to what is kept of a stream.</summary>
    public static void Soak(string[] arguments)
    {
        double hours = Number(arguments, 24);
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), new() { Engine = new CpuEngine(1) });
        long start = Stopwatch.GetTimestamp();
        List<Soak.State> states = new Soak(recognizer, TimeSpan.FromHours(hours), TimeSpan.FromHours(hours / 24)).Run(Console.WriteLine);
        double took = Stopwatch.GetElapsedTime(start).TotalHours;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{hours:0.##} h in {60 * took:0.0} min, {hours / took:0} times the real speed; heap from the second report to the last {(states[^1].Heap - states[1].Heap) / 1e6:+0.000;-0.000} MB, resident {(states[^1].Resident - states[1].Resident) / 1e6:+0.0;-0.0} MB, gen 2 {states[^1].Gen2 - states[1].Gen2}"));
    }

    /// <summary>A minute of a game loop for each way of knowing the face, beside the base model at 112 pixels.</summary>
    public static void FrameTimes(string[] arguments)
    {
        TimeSpan duration = TimeSpan.FromSeconds(Number(arguments, 60));
        // On two cores: one left to the loop, none, and an engine that nobody thought about.
        foreach (CpuEngine engine in (CpuEngine[])[new(1) { LowPriority = true }, new(1) { LowPriority = true, Precision = Precision.Int8 }, new(2) { LowPriority = true }, new(2)])
        {
            using EmotionRecognizer recognizer = EmotionRecognizer.CreateUntrained(112, options: new() { Engine = engine });
            foreach (FrameTimes.Way way in Enum.GetValues<FrameTimes.Way>())
                Console.WriteLine($"{engine.Threads} engine thread{(engine.Threads == 1 ? "" : "s")}{(engine.LowPriority ? ", background" : "")}{(engine.Precision == Precision.Int8 ? ", int8" : "")}, {way}: {Tests.Reliability.FrameTimes.Measure(recognizer, way, duration)}");
        }
    }

    private static double Number(string[] arguments, double otherwise) =>
        arguments is [string text] ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
