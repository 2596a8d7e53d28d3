namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>
/// Telling where one recording was joined to another in a file, each with times of its own: what comes then is to follow. Elsewhere
/// times go back where parts overlap, or by mistake.
/// </summary>
internal static class JoinedTimes
{
    /// <param name="seconds">The time that comes next, from the first one.</param>
    /// <param name="late">How much later that is than expected, in seconds; negative for earlier.</param>
    public static bool Restart(double seconds, double late) => late < -10 || (late < -1 && seconds < 1);
}
