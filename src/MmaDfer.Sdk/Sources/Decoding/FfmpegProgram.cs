namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>Finds the installed ffmpeg.</summary>
internal static class FfmpegProgram
{
    public const string Variable = "MMADFER_FFMPEG";

    /// <summary>Absolute path of the program.</summary>
    /// <param name="origin">The file that needs it, for the error.</param>
    public static string Find(string origin) =>
        Find(origin, Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable("PATH"));

    internal static string Find(string origin, string? given, string? path)
    {
        if (!string.IsNullOrEmpty(given))
        {
            if (Path.IsPathFullyQualified(given) && IsProgram(given))
                return given;
            throw new MediaException(
                $"{origin} needs ffmpeg, but {Variable} names {MediaFile.Quote(given)}, which is not the absolute path of a program; correct it or unset it to search PATH.");
        }
        string name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        foreach (string folder in (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            // Relative entries would run whatever lies in the current folder.
            if (!Path.IsPathFullyQualified(folder))
                continue;
            string candidate = Path.Combine(folder, name);
            if (IsProgram(candidate))
                return candidate;
        }
        throw Missing(origin, null);
    }

    public static MediaException Missing(string origin, Exception? cause) => new(
        $"{origin} needs the program ffmpeg, which cannot be run: install ffmpeg or set {Variable} to its absolute path (Y4M video and PCM WAV audio need no ffmpeg).",
        cause);

    private static bool IsProgram(string path)
    {
        if (!File.Exists(path))
            return false;
        if (OperatingSystem.IsWindows())
            return true;
        try
        {
            const UnixFileMode run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            return (File.GetUnixFileMode(path) & run) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

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
