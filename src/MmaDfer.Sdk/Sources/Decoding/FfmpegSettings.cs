namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>Which program decodes, and how long it may be silent.</summary>
/// <param name="Program">Absolute path; null to look for it.</param>
/// <param name="StallLimit">How long a read waits for a byte before the program is stopped; null for the default.</param>
internal sealed record FfmpegSettings(string? Program = null, TimeSpan? StallLimit = null)
{
    private static readonly TimeSpan DefaultStallLimit = TimeSpan.FromSeconds(30);

    public TimeSpan Patience => StallLimit ?? DefaultStallLimit;

    /// <summary>Settings with a caller's limit, which must be positive.</summary>
    public static FfmpegSettings WithLimit(TimeSpan? stallLimit)
    {
        if (stallLimit is { } limit && (limit <= TimeSpan.Zero || limit.TotalMilliseconds > int.MaxValue))
            throw new ArgumentOutOfRangeException(nameof(stallLimit), limit, "The stall limit must be positive and below 24 days.");
        return new FfmpegSettings(null, stallLimit);
    }
}
