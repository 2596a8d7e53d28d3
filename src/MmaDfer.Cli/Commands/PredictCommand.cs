using System.CommandLine;
using MmaDfer.Cli.Output;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer predict</c>.</summary>
internal static class PredictCommand
{
    public static Command Create(Terminal terminal)
    {
        return new Command("predict", "x");
    }
}
