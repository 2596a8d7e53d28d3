using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk;

/// <summary>How an <see cref="EmotionStream"/> looks, listens and steadies its readings. The defaults suit a player at a desk.</summary>
public sealed record EmotionStreamOptions
{
    /// <summary>
    /// Finds the face in frames that are pushed without its place, on a thread of the recognizer; used by one stream or, as that is
    /// one thread, by several of the same recognizer. Stays the caller's. Null: the whole frame is the face.
    /// </summary>
    public IFaceFinder? FaceFinder { get; init; }

    /// <summary>
    /// How often the finder is asked, and how faces are followed in between. Of several faces, the largest is the stream's, until it is
    /// lost. Null for the defaults.
    /// </summary>
    public FaceTrackerOptions? Tracking { get; init; }

    /// <summary>
    /// How long a span of time each reading rests on, 0.5 to 30 s. 3 s. The network sees 16 frames of it and hears its first 5.12 s.
    /// </summary>
    public TimeSpan Window { get; init => field = Between(value, 0.5, 30); } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// From a reading to the next, in the caller's time, if the machine is quick enough; where it is not, windows are left out, the
    /// newest is always the next. 0.25 s.
    /// </summary>
    public TimeSpan Interval { get; init => field = Between(value, 0.001, 3600); } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Whether each window is computed as a whole, or frames that the one before had are reused. <see cref="WindowReuse.Approximate"/>
    /// needs the engine <c>cpu</c> (or <c>TorchEngine</c> of MmaDfer.Sdk.TorchSharp) and a model with the published fusion; the recognizer
    /// then takes about as much memory for values again. Not with two choices of frames.
    /// </summary>
    public WindowReuse Reuse { get; init; }

    /// <summary>
    /// Frames a second that are kept, 1 to 240; of more, evenly spaced ones, as if the others had not been pushed. 30. The network
    /// sees 16 of a window, so more make no difference to speak of, but take memory.
    /// </summary>
    public double MaxFrameRate { get; init => field = Between(value, 1, 240); } = 30;

    /// <summary>How long no face must be seen, or nothing heard, for it to count as lost. 1 s.</summary>
    public TimeSpan LostAfter { get; init => field = Between(value, 0.001, 3600); } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Share of the window, 0 to 1, that must be filled for readings to count: before, they are flagged
    /// <see cref="ReadingFlags.WarmingUp"/> and the label does not change. 0.5; 0 for off.
    /// </summary>
    public double WarmUp { get; init => field = Between(value, 0, 1); } = 0.5;

    /// <summary>Time constant of the smoothing: after it, a change has come through to 63 %. 0.5 s; zero for off.</summary>
    public TimeSpan Smoothing { get; init => field = AtLeastZero(value); } = TimeSpan.FromMilliseconds(500);

    /// <summary>By how much a label's smoothed probability must be above that of the present label to replace it. 0.1; 0 for off.</summary>
    public float Hysteresis { get; init => field = (float)Between(value, 0, 1); } = 0.1f;

    /// <summary>What a label's smoothed probability must be at least to be shown. 0 (off).</summary>
    public float MinConfidence { get; init => field = (float)Between(value, 0, 1); }

    /// <summary>How long a label is shown at least. 0.5 s; zero for off.</summary>
    public TimeSpan MinHold { get; init => field = AtLeastZero(value); } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Puts the model's labels together into fewer: for a label the name of its group, whose probability is the sum of its labels'. A
    /// label that is not there keeps its own name. Null for off.
    /// </summary>
    /// <example>
    /// Eleven emotions to four:
    /// <code>
    /// LabelMap = new Dictionary&lt;string, string&gt;
    /// {
    ///     ["happiness"] = "glad", ["surprise"] = "glad", ["neutral"] = "calm",
    ///     ["anger"] = "cross", ["disgust"] = "cross", ["contempt"] = "cross",
    ///     ["sadness"] = "low", ["fear"] = "low", ["anxiety"] = "low", ["helplessness"] = "low", ["disappointment"] = "low",
    /// }
    /// </code>
    /// </example>
    public IReadOnlyDictionary<string, string>? LabelMap { get; init; }

    /// <summary>The player's resting face, from an earlier session; null for none. See <see cref="EmotionStream.CaptureBaseline"/>.</summary>
    public EmotionBaseline? Baseline { get; init; }

    private static TimeSpan AtLeastZero(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        return value;
    }

    private static TimeSpan Between(TimeSpan value, double least, double most)
    {
        Between(value.TotalSeconds, least, most);
        return value;
    }

    private static double Between(double value, double least, double most) => value >= least && value <= most
        ? value : throw new ArgumentOutOfRangeException(nameof(value), value, FormattableString.Invariant($"From {least} to {most} is allowed."));
}
