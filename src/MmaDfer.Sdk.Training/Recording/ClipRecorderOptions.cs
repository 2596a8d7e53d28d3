using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>What a <see cref="ClipRecorder"/> or <see cref="SpanCutter"/> records, and into which set.</summary>
public sealed record ClipRecorderOptions
{
    /// <summary>The longest clip.</summary>
    public static readonly TimeSpan MaxLength = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Folder of the set, made if it does not exist: <c>clips.csv</c>, the clips in <c>clips</c>, the texts that were agreed to in
    /// <c>consents</c>. One recorder at a time uses it.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>
    /// Who is recorded: a name or, better, a number that only you can tell the name of; at most 100 characters on one line. Null, only for
    /// <see cref="SpanCutter"/>: each span says it.
    /// </summary>
    public string? Person
    {
        get;
        init => field = value is null || (value.Trim() is { Length: > 0 and <= 100 } && !value.Any(char.IsControl))
            ? value?.Trim()
            : throw new ArgumentException("The person must be named by 1 to 100 characters on one line.", nameof(value));
    }

    /// <summary>The consent to the recording; nothing is recorded without.</summary>
    public required RecordingConsent Consent { get; init; }

    /// <summary>The labels to record, in the model's order; empty, only for <see cref="SpanCutter"/>: those of the spans.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Clips of each label that the set shall hold of the person, 1 to 1000.</summary>
    public int ClipsPerLabel { get; init => field = Between(value, 1, 1000); } = 5;

    /// <summary>Length of a clip, 0.5 s to <see cref="MaxLength"/>.</summary>
    public TimeSpan Length
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(0.5) && value <= MaxLength
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A clip must have 0.5 to 60 seconds.");
    } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Width and height of the recorded face in pixels, 32 to 1024 and even; at least twice what the network sees
    /// (<see cref="EmotionRecognizer.ImageSize"/>) leaves room for augmentation and larger models. Health is judged for half of it.
    /// </summary>
    public int Size
    {
        get;
        init => field = int.IsEvenInteger(value) ? Between(value, 32, 1024) : throw new ArgumentException("The size must be even.", nameof(value));
    } = 224;

    /// <summary>
    /// Whether faces are aligned by eyes and mouth, as a model with <see cref="EmotionRecognizer.AlignsFaces"/> needs them; false by default. All
    /// clips of a set should be of one kind.
    /// </summary>
    public bool AlignsFaces { get; init; }

    /// <summary>How often a take that is not good enough is repeated before it is kept as it is, 1 to 100 takes in all.</summary>
    public int MaxAttempts { get; init => field = Between(value, 1, 100); } = 3;

    /// <summary>Time from the prompt to the recording, 0 to 600 s.</summary>
    public TimeSpan Countdown
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromMinutes(10)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The countdown must have 0 to 600 seconds.");
    } = TimeSpan.FromSeconds(3);

    /// <summary>What is recorded. A take is complete when it has all of it.</summary>
    public Modality Modality { get; init; }

    /// <summary>Decides the order of the prompts.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Finds the face; it stays the caller's and is called by the thread that pushes frames. Null: frames show only a face. The face is followed
    /// and cut as an <see cref="EmotionStream"/> does.
    /// </summary>
    public IFaceFinder? FaceFinder { get; init; }

    /// <summary>As <see cref="EmotionStreamOptions.Tracking"/>.</summary>
    public FaceTrackerOptions? Tracking { get; init; }

    /// <summary>What the clips were recorded with, for the column <c>device</c>; at most 500 characters.</summary>
    public string Device { get; init => field = value?.Length <= 500 ? value : throw new ArgumentException("The device must have at most 500 characters.", nameof(value)); } = "";

    /// <summary>The date of consents and recordings.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    private static int Between(int value, int least, int most) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The number must be between {least} and {most}.");
}
