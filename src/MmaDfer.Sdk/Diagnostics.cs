using System.Diagnostics.Metrics;

namespace MmaDfer.Sdk;

/// <summary>
/// The metrics of the SDK: a meter named <c>MmaDfer.Sdk</c>, for <c>dotnet-counters</c> and OpenTelemetry. Without a listener, recording a
/// value costs a few nanoseconds and allocates nothing.
/// </summary>
internal static class Diagnostics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MmaDfer.Sdk";

    private static readonly Meter s_meter = Create();

    /// <summary>Open streams.</summary>
    public static readonly UpDownCounter<int> Streams = s_meter.CreateUpDownCounter<int>(
        "mmadfer.streams", "{stream}", "Open streams.");

    /// <summary>Clips that became predictions; windows of streams are counted apart.</summary>
    public static readonly Counter<long> Clips = s_meter.CreateCounter<long>(
        "mmadfer.clips", "{clip}", "Clips that became predictions.");

    /// <summary>Windows that became readings.</summary>
    public static readonly Counter<long> Windows = s_meter.CreateCounter<long>(
        "mmadfer.windows", "{window}", "Windows that became readings.");

    /// <summary>Seconds from taking a window to its reading.</summary>
    public static readonly Histogram<double> WindowDuration = s_meter.CreateHistogram(
        "mmadfer.window.duration", "s", "Time from taking a window to its reading.", tags: null,
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 0.75, 1, 2.5, 5, 10] });

    /// <summary>Frames of streams that were dropped for newer ones.</summary>
    public static readonly Counter<long> FramesDropped = s_meter.CreateCounter<long>(
        "mmadfer.frames.dropped", "{frame}", "Frames dropped for newer ones, as finding and cutting out faces was too slow.");

    /// <summary>Frames and windows of streams that failed.</summary>
    public static readonly Counter<long> Failures = s_meter.CreateCounter<long>(
        "mmadfer.failures", "{failure}", "Frames and windows of streams that failed.");

    /// <summary>Changes of the engine that runs a network.</summary>
    public static readonly Counter<long> EngineChanges = s_meter.CreateCounter<long>(
        "mmadfer.engine.changes", "{change}", "Changes of the engine that runs a network: one failed, or a better one is back.");

    private static Meter Create()
    {
        var meter = new Meter(MeterName);
        Live.Unloading.Add(meter, static meter => meter.Dispose());
        return meter;
    }
}
