namespace MmaDfer.Sdk.Engines.Picking;

/// <summary>What went wrong with an engine.</summary>
/// <param name="Reason">The end of a sentence that names the engine.</param>
/// <param name="Exception">What it threw, if it threw.</param>
internal sealed record EngineFault(string Reason, Exception? Exception)
{
    /// <summary>An answer that is no number: the engine's fault, or that of damaged weights, which every engine answers so.</summary>
    public static EngineFault NotANumber { get; } = new("its answer is not a number.", null);

    /// <summary>The caller canceled the run: no fault of the engine.</summary>
    public static EngineFault Canceled { get; } = new("the run was canceled.", null);
}
