using System.CommandLine;
using MmaDfer.Cli.Output;

namespace MmaDfer.Cli.Commands;

/// <summary>The whole command line: each command has one line here and one file in this folder.</summary>
internal static class RootCommands
{
    public static RootCommand Create(Terminal terminal) =>
        new("Recognises emotions from face and voice with the complete MMA-DFER model.")
        {
            PredictCommand.Create(terminal),
            WatchCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            RecordCommand.Create(terminal),
            ForgetCommand.Create(terminal),
            ConvertCommand.Create(terminal),
            InitCommand.Create(terminal),
            FinetuneCommand.Create(terminal),
            MergeCommand.Create(terminal),
            ExportCommand.Create(terminal),
            InfoCommand.Create(terminal),
            BenchCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            DevicesCommand.Create(terminal),
        };
}
