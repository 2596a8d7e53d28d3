using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Commands;

/// <summary>The engines that <c>--engine</c> can name.</summary>
internal static class Engines
{
    public const string Default = "cpu";

    /// <summary>Their names, for people.</summary>
    public const string Available = "cpu";

    /// <exception cref="EngineException">There is no engine of this name.</exception>
    public static Engine Create(string name, int threads) => name.ToUpperInvariant() switch
    {
        "CPU" => new CpuEngine(threads),
        _ => throw new EngineException($"The engine '{name}' is not available; available here: {Available}."),
    };
}
