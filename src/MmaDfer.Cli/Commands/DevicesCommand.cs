using System.CommandLine;
using MmaDfer.Cli.Devices;
using MmaDfer.Cli.Doctor;
using MmaDfer.Cli.Output;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer devices</c>: what <c>--engine</c> can name on this machine; nothing is run.</summary>
internal static class DevicesCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = SharedOptions.Json();
        var command = new Command("devices", "Lists the engines and the GPUs that each can be told to use, without trying them.") { json };
        command.SetAction(parsed =>
        {
            DevicesOutput.Write(terminal, EngineDevices.Find(FoundRuntime.Find()), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}
