using System.CommandLine;
using MmaDfer.Cli.Devices;
using MmaDfer.Cli.Doctor;
using MmaDfer.Cli.Output;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer devices</c>: lists the values of <c>--engine</c> on this machine, without running anything.</summary>
internal static class DevicesCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<bool> json = SharedOptions.CreateJson();
        var command = new Command("devices", "Lists the engines and the GPUs that each can use, without trying them.") { json };
        command.SetAction(parsed =>
        {
            DevicesOutput.Write(terminal, EngineDevices.Find(FoundRuntime.Find()), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }
}
