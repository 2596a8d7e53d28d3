namespace MmaDfer.Cli.Commands;

/// <summary>Engines of packages that not every build has: each in a file of its own, which is left out with its package.</summary>
internal static partial class OptionalEngines
{
    /// <summary>Makes known by name what this build has. Loads nothing.</summary>
    public static void Register() => RegisterTorchSharp();

    static partial void RegisterTorchSharp();
}
