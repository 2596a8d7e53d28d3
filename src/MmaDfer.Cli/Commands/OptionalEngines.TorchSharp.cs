using MmaDfer.Sdk.TorchSharp;

namespace MmaDfer.Cli.Commands;

internal static partial class OptionalEngines
{
    static partial void RegisterTorchSharp() => TorchEngines.Register();
}
