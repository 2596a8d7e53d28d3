using System.Globalization;
using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk;

namespace MmaDfer.Cli.Timeline;

/// <summary>What a timeline shows.</summary>
/// <param name="Title">The large line above it.</param>
/// <param name="Notes">The small line below that.</param>
/// <param name="Warning">Something that the viewer must not miss; null for nothing.</param>
/// <param name="Labels">The emotions.</param>
/// <param name="Points">The windows in order, at least one.</param>
internal sealed record TimelineData(
    string Title, string Notes, string? Warning, IReadOnlyList<string> Labels, IReadOnlyList<TimelinePoint> Points)
{
    public static TimelineData Of(PredictResult result)
    {
        PredictSettings settings = result.Settings;
        string files = string.Join(" + ", new[] { settings.Sources.Frames, settings.Sources.Audio }
            .OfType<string>().Distinct().Select(p => Path.GetFileName(Path.TrimEndingDirectorySeparator(p))));
        return new TimelineData(
            $"Emotions in {files}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"window {settings.Window.TotalSeconds:0.##} s, step {settings.Step.TotalSeconds:0.##} s, model {Path.GetFileName(settings.Model)}"),
            result.IsUntrained ? "The weights are untrained: these curves mean nothing." : null,
            result.Prediction.Labels,
            [.. result.Timeline.Select(Point)]);
    }

    private static TimelinePoint Point(EmotionPrediction window) => new(
        window.Start.TotalSeconds, window.End.TotalSeconds, window.Probabilities.ToArray(),
        window.Labels.ToList().IndexOf(window.Label));
}

/// <summary>One window.</summary>
/// <param name="Start">Its first second.</param>
/// <param name="End">Its last second.</param>
/// <param name="Probabilities">Of each emotion, 0 to 1.</param>
/// <param name="Winner">Index of the most probable one.</param>
internal sealed record TimelinePoint(double Start, double End, float[] Probabilities, int Winner)
{
    public double Middle => (Start + End) / 2;
}
