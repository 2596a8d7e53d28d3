using System.CommandLine;
using MmaDfer.Cli.Bench;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer bench</c>: measures how fast this machine recognises clips, next to OpenBLAS.</summary>
internal static class BenchCommand
{
    private const int MaxRuns = 1000;

    public static Command Create(Terminal terminal)
    {
        Option<string> model = SharedOptions.CreateModel();
        Option<string> engine = SharedOptions.CreateEngine();
        Option<Precision> precision = SharedOptions.CreatePrecision();
        Option<int> threads = SharedOptions.CreateThreads();
        Option<int> runs = new Option<int>("--runs") { Description = "Number of clips to measure.", HelpName = "N", DefaultValueFactory = _ => 10 }
            .AcceptOnly(n => n is >= 1 and <= MaxRuns, $"a whole number between 1 and {MaxRuns}");
        Option<bool> json = SharedOptions.CreateJson();
        var command = new Command("bench", "Measures how fast this machine recognises clips.") { model, engine, precision, threads, runs, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(model) is { } name && ModelLoader.Check(name) is { } problem)
                result.AddError(problem);
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            bool asJson = parsed.GetValue(json);
            Engine where = Engines.Create(parsed.GetValue(engine)!, parsed.GetValue(threads), parsed.GetValue(precision));
            int count = where switch
            {
                CpuEngine cpu => cpu.Threads,
                OnnxEngine onnx => onnx.Threads,
                _ => parsed.GetValue(threads) is > 0 and int given ? given : Environment.ProcessorCount,
            };
            BenchResult result = await terminal.RunWithProgress(asJson, bars =>
            {
                Task<EmotionRecognizer> Load() => ModelLoader.Load(
                    parsed.GetValue(model)!, new EmotionRecognizerOptions { Engine = where }, terminal, bars.AddStep("Loading the model"), cancellationToken);
                return ClipBenchmark.Run(Load, count, parsed.GetValue(runs), bars.AddStep("Measuring"), cancellationToken);
            });
            BenchOutput.Write(terminal, result, asJson);
            return ExitCode.Done;
        });
        return command;
    }
}
