namespace MmaDfer.Cli;

/// <summary>The program's exit codes.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A bug in this program.</summary>
    public const int Bug = 1;

    public const int Usage = 2;

    public const int BadInput = 3;

    public const int EngineNotAvailable = 4;

    /// <summary>All clips of a list were processed, but some could not be read.</summary>
    public const int ClipsFailed = 5;

    /// <summary>As in shells: 128 plus the number of the interrupt signal.</summary>
    public const int Cancelled = 130;
}
