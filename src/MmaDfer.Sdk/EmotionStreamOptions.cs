using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk;

/// <summary>Options of an <see cref="EmotionStream"/>. The defaults suit a player at a desk.</summary>
public sealed record EmotionStreamOptions
{
    /// <summary>
    /// Finds the face in frames whose face is not known. Runs on a thread of the recognizer, so several streams of one recognizer can share
    /// it. The caller keeps and disposes it. Null: the whole frame is the face.
    /// </summary>
    public IFaceFinder? FaceFinder { get; init; }

    /// <summary>
    /// How often the finder runs, and how faces are followed in between. Of several faces, the stream follows the largest until it is lost.
    /// Null for the defaults.
    /// </summary>
    public FaceTrackerOptions? Tracking { get; init; }

    /// <summary>
    /// Whether the face of a tilted head is turned upright before the network sees it, by the line between its eyes, from 3 degrees on; false
    /// by default. It needs <see cref="FaceBox.Landmarks"/>, from the finder or the caller; a face without them stays as it is. BlazeFace tells
    /// the tilt within some degrees, YuNet only a small part of it.
    /// <see cref="EmotionStreamStatistics.FramesStraightened"/> counts. Leave it off for a model that was trained with tilted heads; for one that
    /// aligns faces (<see cref="EmotionRecognizer.AlignsFaces"/>) it changes nothing.
    /// </summary>
    public bool StraightenFace { get; init; }

    /// <summary>Set by the recognizer, by its model.</summary>
    internal bool AlignFace { get; init; }

    /// <summary>What is cut of a face.</summary>
    internal FaceCut Cut => AlignFace ? FaceCut.Aligned : StraightenFace ? FaceCut.Straight : FaceCut.Box;

    /// <summary>
    /// Length of the window of each reading, 0.5 to 30 s; 3 s by default. The network sees 16 of its frames and hears its first 5.12 s.
    /// </summary>
    public TimeSpan Window { get; init => field = Between(value, 0.5, 30); } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Time from one reading to the next, in the caller's time, 0.001 to 3600 s; 0.25 s by default. A machine that is too slow skips windows;
    /// the next window is always the newest.
    /// </summary>
    public TimeSpan Interval { get; init => field = Between(value, 0.001, 3600); } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Whether each window is computed as a whole, or reuses the results of the previous window. <see cref="WindowReuse.Approximate"/>
    /// needs an engine that can run the network in parts (<c>cpu</c> can) and a model with the published fusion; it about doubles the
    /// recognizer's memory for values. Not available with two choices of frames.
    /// </summary>
    public WindowReuse Reuse { get; init; }

    /// <summary>
    /// Maximum number of frames per second to process, 1 to 240; 30 by default. Of more frames, evenly spaced ones are kept and the others
    /// are ignored. The network sees 16 frames of a window, so a higher rate changes little, but takes memory.
    /// </summary>
    public double MaxFrameRate { get; init => field = Between(value, 1, 240); } = 30;

    /// <summary>Time without a face, or without audible audio, after which it is lost, 0.001 to 3600 s; 1 s by default.</summary>
    public TimeSpan LostAfter { get; init => field = Between(value, 0.001, 3600); } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether only speech is heard: a window in which nobody speaks (<see cref="ReadingFlags.NoVoice"/>) then counts as one without audio, so
    /// that music or a fan says nothing about the player. False by default: with a face, the network hears whatever there is, as published.
    /// </summary>
    public bool HearOnlyVoice { get; init; }

    /// <summary>
    /// Share of the window, 0 to 1, that must be filled for the label to change; 0.5 by default, 0 for off. Until then, readings have the flag
    /// <see cref="ReadingFlags.WarmingUp"/>.
    /// </summary>
    public double WarmUp { get; init => field = Between(value, 0, 1); } = 0.5;

    /// <summary>Time constant of the smoothing: after it, 63 % of a change is visible. 0.5 s by default; zero for off.</summary>
    public TimeSpan Smoothing { get; init => field = AtLeastZero(value); } = TimeSpan.FromMilliseconds(500);

    /// <summary>By how much a label's smoothed probability must exceed that of the present label to replace it, 0 to 1; 0.1 by default, 0 for off.</summary>
    public float Hysteresis { get; init => field = (float)Between(value, 0, 1); } = 0.1f;

    /// <summary>Minimum smoothed probability of a new label, 0 to 1; 0 (off) by default.</summary>
    public float MinConfidence { get; init => field = (float)Between(value, 0, 1); }

    /// <summary>Minimum time of a label; 0.5 s by default, zero for off.</summary>
    public TimeSpan MinHold { get; init => field = AtLeastZero(value); } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Whether the newest half second of each window is also recognised on its own, so that a clear change of emotion is not outvoted by what was
    /// before: the window then starts anew, and grows to its length again. False by default. On drawn people it halves the time from a change to
    /// <see cref="EmotionStream.EmotionChanged"/>, to less than a second. With exact windows it about doubles the work; with
    /// <see cref="WindowReuse.Approximate"/> it adds one computation of the audio for each window. It needs an <see cref="Interval"/> well below the half second.
    /// </summary>
    public bool RestartOnChange { get; init; }

    /// <summary>
    /// Combines the model's labels into groups: maps a label to the name of its group, whose probability is the sum of its labels'. A
    /// label without a group keeps its own name. Null for off.
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

    /// <summary>The clock of waits and of measured times; tests replace it.</summary>
    internal TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    private static TimeSpan AtLeastZero(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        return value;
    }

    private static TimeSpan Between(TimeSpan value, double min, double max)
    {
        Between(value.TotalSeconds, min, max);
        return value;
    }

    private static double Between(double value, double min, double max) => value >= min && value <= max
        ? value : throw new ArgumentOutOfRangeException(nameof(value), value, FormattableString.Invariant($"The value must be between {min} and {max}."));
}
