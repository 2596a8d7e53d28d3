using System.CommandLine;
using MmaDfer.Cli.Evaluating;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer evaluate</c>: how well a model does on a data set.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> model = SharedOptions.Model();
        Option<string?> adapter = SharedOptions.Adapter();
        Option<string> data = SharedOptions.Data();
        Option<string?> root = SharedOptions.Root();
        Option<FrameOrder?> order = SharedOptions.FrameOrder();
        var folds = new Option<IReadOnlyList<int>?>("--folds")
        {
            Description = $"Evaluate several folds: '{FoldNumbers.Place}' in --model, --adapter and --data stands for each fold's number.",
            HelpName = "5|1-5|1,3",
            CustomParser = FoldNumbers.Parse,
        };
        var twoClip = new Option<bool>("--two-clip") { Description = "Average over two choices of frames, as the starred rows of the paper's tables." };
        var modality = new Option<Modality>("--modality")
        {
            Description = "Which senses the model is given: both, audio or video.",
            HelpName = "both|audio|video",
            CustomParser = ModalityNames.Parse,
        };
        var report = new Option<string?>("--report") { Description = "Write a report with pictures to this file.", HelpName = "OUT.html" };
        Option<string> engine = SharedOptions.Engine();
        Option<Precision> precision = SharedOptions.Precision();
        Option<int> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("evaluate", "Measures how well a model does on a data set.")
        {
            model, adapter, data, root, order, folds, twoClip, modality, report, engine, precision, threads, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(model) is { } name && ModelLoader.Check(name) is { } problem)
                result.AddError(problem);
            bool several = result.GetResult(folds) is not null;
            bool placed = $"{result.GetValue(model)} {result.GetValue(adapter)} {result.GetValue(data)}".Contains(FoldNumbers.Place, StringComparison.Ordinal);
            if (several && !placed)
                result.AddError($"--folds needs '{FoldNumbers.Place}' in --model, --adapter or --data, in the place of the fold's number.");
        });
        command.SetAction((parsed, cancellationToken) => EvaluationRun.Run(
            new EvaluateSettings
            {
                Model = parsed.GetValue(model)!,
                Data = parsed.GetValue(data)!,
                Root = parsed.GetValue(root),
                Order = parsed.GetValue(order),
                Folds = parsed.GetValue(folds),
                Recognizer = new EmotionRecognizerOptions
                {
                    Engine = Engines.Create(parsed.GetValue(engine)!, parsed.GetValue(threads), parsed.GetValue(precision)),
                    Adapter = parsed.GetValue(adapter),
                },
                Options = new EvaluationOptions { TwoClip = parsed.GetValue(twoClip), Modality = parsed.GetValue(modality) },
                Report = parsed.GetValue(report),
                Json = parsed.GetValue(json),
            },
            terminal, cancellationToken));
        return command;
    }
}
