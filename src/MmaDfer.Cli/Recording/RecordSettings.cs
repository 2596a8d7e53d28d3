using MmaDfer.Cli.Watching;

namespace MmaDfer.Cli.Recording;

/// <summary>The options of <c>mmadfer record</c>.</summary>
internal sealed record RecordSettings
{
    public required string Folder { get; init; }

    /// <summary>Null only with <see cref="Spans"/>.</summary>
    public string? Person { get; init; }

    public string? Model { get; init; }

    /// <summary>Null for those of the model, or of the spans.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    public required WatchInput Input { get; init; }

    /// <summary>The list of spans; null for devices.</summary>
    public string? Spans { get; init; }

    public int ClipsPerLabel { get; init; }

    public TimeSpan Length { get; init; }

    /// <summary>Null for twice the model's.</summary>
    public int? Size { get; init; }

    public int MaxAttempts { get; init; }

    public TimeSpan Countdown { get; init; }

    public ulong Seed { get; init; }

    /// <summary>The text, or the file that has it.</summary>
    public required string Consent { get; init; }

    /// <summary>Who agreed; null to ask.</summary>
    public string? ConsentGiven { get; init; }

    public bool Unattended { get; init; }

    public required string FaceModel { get; init; }

    public double? MinFace { get; init; }

    public bool Json { get; init; }
}
