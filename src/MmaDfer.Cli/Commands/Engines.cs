using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Commands;

/// <summary>The engines that <c>--engine</c> can name.</summary>
internal static class Engines
{
    public const string Default = EngineNames.Cpu;

    /// <summary>Their names, for people.</summary>
    public static string Available => string.Join(", ", [.. EngineNames.All, EngineNames.Auto]);

    /// <exception cref="Sdk.EngineException">There is no engine of this name.</exception>
    public static Engine Create(string name, int threads) => EngineNames.Parse(name, threads);
}
