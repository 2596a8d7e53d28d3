namespace MmaDfer.Cli;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A fault of this program.</summary>
    public const int Bug = 1;

    public const int Usage = 2;

    public const int BadInput = 3;

    public const int EngineNotAvailable = 4;

    /// <summary>A list was gone through, but some of its clips could not be read.</summary>
    public const int ClipsFailed = 5;

    /// <summary>As shells say it: 128 and the number of the interrupt signal.</summary>
    public const int Cancelled = 130;
}
