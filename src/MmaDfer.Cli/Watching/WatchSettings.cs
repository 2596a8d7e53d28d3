using MmaDfer.Sdk;

namespace MmaDfer.Cli.Watching;

/// <summary>What <c>mmadfer watch</c> was told.</summary>
internal sealed record WatchSettings
{
    public required string Model { get; init; }

    public required WatchInput Input { get; init; }

    public required EmotionRecognizerOptions Options { get; init; }

    /// <summary>Cascade that finds the face; null where whole pictures are the face.</summary>
    public string? FaceModel { get; init; }

    /// <summary>When to end: by the clock, or for recordings that are read as fast as possible, by their time. Null: at the end.</summary>
    public TimeSpan? Length { get; init; }

    public bool Json { get; init; }
}
