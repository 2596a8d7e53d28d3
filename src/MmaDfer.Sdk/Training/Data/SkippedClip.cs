namespace MmaDfer.Sdk.Training.Data;

/// <summary>A clip that could not be read.</summary>
/// <param name="Id">The clip's.</param>
/// <param name="Reason">What was wrong, in one sentence that names the file.</param>
public sealed record SkippedClip(string Id, string Reason);
