namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>Which program decodes, and how long it may be silent.</summary>
/// <param name="Program">Absolute path; null to look for it.</param>
/// <param name="StallLimit">How long a read waits for a byte before the program is stopped; null for the default.</param>
internal sealed record FfmpegSettings(string? Program = null, TimeSpan? StallLimit = null)
{
    public static readonly TimeSpan DefaultStallLimit = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for a byte, as what waits takes it.</summary>
    public TimeSpan Patience => TimeLimit.OfWait(StallLimit ?? DefaultStallLimit);

    /// <summary>Settings with a caller's limit, which must be positive, or <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    public static FfmpegSettings WithLimit(TimeSpan? stallLimit) =>
        new(null, stallLimit is { } limit ? TimeLimit.Check(limit, nameof(stallLimit)) : null);
}
