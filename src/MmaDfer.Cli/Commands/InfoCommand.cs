using System.CommandLine;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer info</c>: describes a model file or checkpoint.</summary>
internal static class InfoCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "Model file or checkpoint (.safetensors, .pth)." };
        var tensors = new Option<bool>("--tensors") { Description = "Also list the tensors." };
        Option<bool> json = SharedOptions.CreateJson();
        var command = new Command("info", "Describes a model file or checkpoint.") { file, tensors, json };
        command.SetAction(parsed =>
        {
            bool asJson = parsed.GetValue(json);
            InfoOutput.Write(terminal, ModelInfo.Read(ModelLoader.FindFile(parsed.GetValue(file)!)), asJson, asJson || parsed.GetValue(tensors));
            return ExitCode.Done;
        });
        return command;
    }
}
