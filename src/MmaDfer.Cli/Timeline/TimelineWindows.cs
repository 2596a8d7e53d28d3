using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;

namespace MmaDfer.Cli.Timeline;

/// <summary>The predictions along a clip.</summary>
internal static class TimelineWindows
{
    /// <summary>Memory that the frames of a window may take; of longer windows, fewer frames per second are kept.</summary>
    private const double FrameBytes = 64 * 1024 * 1024;

    private const double MinFrameRate = 16, MaxFrameRate = 240;

    /// <summary>Times of a container are rounded to milliseconds.</summary>
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Slides a window over the sources, as <see cref="EmotionRecognizer.WatchAsync"/> does. Only full windows count, which end at multiples of the
    /// step from the clip's start; the last one ends with the clip. A clip shorter than a window is one window.
    /// </summary>
    /// <param name="settings">Sources, window and step.</param>
    /// <param name="recognizer">The recognizer.</param>
    /// <param name="clip">The whole clip.</param>
    /// <param name="whole">Its prediction.</param>
    /// <param name="progress">Told the share of the clip that is done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <exception cref="MmaDferException">A source cannot be read or the engine failed.</exception>
    public static async Task<IReadOnlyList<EmotionPrediction>> PredictAsync(
        PredictSettings settings, EmotionRecognizer recognizer, Clip clip, EmotionPrediction whole, IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        using ClipSources sources = await settings.Sources.OpenAsync(cancellationToken);
        var predictions = new List<EmotionPrediction>();
        double framesAtOnce = FrameBytes / (3.0 * recognizer.ImageSize * recognizer.ImageSize);
        var options = new EmotionStreamOptions
        {
            Window = settings.Window,
            Interval = settings.Step,
            // A source that ends early is missing only in the windows that hold nothing of it.
            LostAfter = settings.Window,
            MaxFrameRate = Math.Clamp(framesAtOnce / settings.Window.TotalSeconds, MinFrameRate, MaxFrameRate),
        };
        await foreach (EmotionReading reading in recognizer.WatchAsync(sources.Frames, sources.Audio, options, cancellationToken))
        {
            progress?.Report(Math.Clamp(reading.Time / clip.End, 0, 1));
            if (reading.Raw is { } window && window.Start >= clip.Start - s_tolerance)
                predictions.Add(window);
        }
        return predictions.Count > 0 ? predictions : [whole];
    }
}
