using System.CommandLine;
using MmaDfer.Cli.Doctor;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer doctor</c>: shows what works on this machine, and why the rest does not.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string?>("--model", "-m")
        {
            Description = "Also time each engine on this model (or on 'untrained', 'untrained:160'), not only on the tiny proof network.",
            HelpName = "FILE",
        };
        Option<int> threads = SharedOptions.CreateThreads();
        Option<bool> json = SharedOptions.CreateJson();
        var command = new Command("doctor", "Shows which engines work on this machine, and why the others do not.") { model, threads, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(model) is { } name && ModelLoader.Check(name) is { } problem)
                result.AddError(problem);
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            bool asJson = parsed.GetValue(json);
            var picker = new EnginePicker([.. EngineNames.All.Select(n => EngineNames.Parse(n, parsed.GetValue(threads)))]) { PreferFastest = true };
            MachineReport report = await terminal.RunWithProgress(asJson, async bars =>
            {
                using IDisposable? _ = bars.AddWait("Trying the engines");
                IReadOnlyList<EngineReport> engines = parsed.GetValue(model) is { } path
                    ? await TryOnModel(path, picker, terminal, cancellationToken)
                    : await Task.Run(() => picker.ProbeCandidates(cancellationToken), cancellationToken);
                return MachineReport.Create(engines);
            });
            DoctorOutput.Write(terminal, report, parsed.GetValue(model), asJson);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<EngineReport>> TryOnModel(
        string model, EnginePicker picker, Terminal terminal, CancellationToken cancellationToken)
    {
        using EmotionRecognizer recognizer = await ModelLoader.Load(
            model, new EmotionRecognizerOptions { Engine = picker }, terminal, null, cancellationToken);
        return recognizer.Engines;
    }
}
