using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Commands;

/// <summary>The engines that <c>--engine</c> can name.</summary>
internal static class Engines
{
    public const string Default = EngineNames.Cpu;

    /// <summary>Their names, as text for the help.</summary>
    public static string Available => string.Join(", ", [.. EngineNames.All, EngineNames.Auto]);

    /// <summary>The names of the engines that train, as text for the help.</summary>
    public static string Training => string.Join(", ", EngineNames.Trainers);

    /// <exception cref="EngineException">There is no engine of this name, or it does not support this number format.</exception>
    public static Engine Create(string name, int threads, Precision precision)
    {
        Engine engine = EngineNames.Parse(name, threads);
        return engine.WithPrecision(precision)
            ?? throw new EngineException($"The engine '{engine.Name}' cannot compute in {precision.ToString().ToLowerInvariant()}; leave --precision out or choose another engine.");
    }
}
