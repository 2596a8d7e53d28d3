namespace MmaDfer.Sdk.Training.Data;

/// <summary>A clip that could not be read.</summary>
public sealed record SkippedClip
{
    /// <summary>The clip's.</summary>
    public required string Id { get; init; }

    /// <summary>What was wrong, in one sentence that names the file.</summary>
    public required string Reason { get; init; }
}
