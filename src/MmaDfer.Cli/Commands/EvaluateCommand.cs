using System.CommandLine;
using MmaDfer.Cli.Evaluating;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer evaluate</c>: measures the accuracy of a model on a data set.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> model = SharedOptions.CreateModel();
        Option<string?> adapter = SharedOptions.CreateAdapter();
        Option<string> data = SharedOptions.CreateData();
        Option<string?> root = SharedOptions.CreateRoot();
        Option<FrameOrder?> order = SharedOptions.CreateFrameOrder();
        var folds = new Option<IReadOnlyList<int>?>("--folds")
        {
            Description = $"Evaluate several folds: '{FoldNumbers.Placeholder}' in --model, --adapter and --data stands for the fold number.",
            HelpName = "5|1-5|1,3",
            CustomParser = FoldNumbers.Parse,
        };
        var twoClip = new Option<bool>("--two-clip") { Description = "Average the predictions of two frame selections, as in the starred rows of the paper's tables." };
        var modality = new Option<Modality>("--modality")
        {
            Description = "Inputs for the model: both, audio or video.",
            HelpName = "both|audio|video",
            CustomParser = SharedOptions.ParseModality,
        };
        Option<string?> group = SharedOptions.CreateGroup("results of each group, and intervals for people who are not in the data");
        var compare = new Option<string?>("--compare")
        {
            Description = "Also evaluate this model on the same clips, and give the difference with its interval; 'base' is the model without the adapter.",
            HelpName = "MODEL|base",
        };
        Option<AudioChannel?> channel = SharedOptions.CreateAudioChannel("the default is published for official lists and auto otherwise");
        var report = new Option<string?>("--report") { Description = "Write an HTML report with charts to this file.", HelpName = "OUT.html" };
        Option<double> sure = new Option<double>("--sure")
        {
            Description = "Also find the smallest confidence from which this share of the clips is recognised, such as 0.9: a value for 'convert --sure-from'.",
            HelpName = "SHARE",
        }.AcceptOnly(n => n is > 0 and <= 1, "a number above 0 and at most 1");
        Option<string> engine = SharedOptions.CreateEngine();
        Option<Precision> precision = SharedOptions.CreatePrecision();
        Option<int> threads = SharedOptions.CreateThreads();
        Option<bool> json = SharedOptions.CreateJson();
        var command = new Command("evaluate", "Measures the accuracy of a model on a data set.")
        {
            model, adapter, data, root, order, group, folds, compare, twoClip, modality, channel, sure, report, engine, precision, threads, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(model) is { } name && ModelLoader.Check(name) is { } problem)
                result.AddError(problem);
            bool several = result.GetResult(folds) is not null;
            if (several && result.GetResult(sure) is not null)
                result.AddError("--sure cannot be combined with --folds.");
            if (several && result.GetResult(compare) is not null)
                result.AddError("--compare cannot be combined with --folds.");
            if (result.GetValue(compare) is EvaluateSettings.WithoutAdapter && result.GetValue(adapter) is null)
                result.AddError("--compare base needs --adapter: without one, the model is the base.");
            bool placed = $"{result.GetValue(model)} {result.GetValue(adapter)} {result.GetValue(data)}".Contains(FoldNumbers.Placeholder, StringComparison.Ordinal);
            if (several && !placed)
                result.AddError($"--folds needs '{FoldNumbers.Placeholder}' in --model, --adapter or --data, in place of the fold number.");
        });
        command.SetAction((parsed, cancellationToken) => EvaluateRun.Run(
            new EvaluateSettings
            {
                Model = parsed.GetValue(model)!,
                Data = parsed.GetValue(data)!,
                Root = parsed.GetValue(root),
                Order = parsed.GetValue(order),
                Group = parsed.GetValue(group),
                Sure = parsed.GetResult(sure) is null ? null : parsed.GetValue(sure),
                Compare = parsed.GetValue(compare),
                Folds = parsed.GetValue(folds),
                Recognizer = new EmotionRecognizerOptions
                {
                    Engine = Engines.Create(parsed.GetValue(engine)!, parsed.GetValue(threads), parsed.GetValue(precision)),
                    AdapterPath = parsed.GetValue(adapter),
                },
                Options = new EvaluationOptions { TwoClip = parsed.GetValue(twoClip), Modality = parsed.GetValue(modality), AudioChannel = parsed.GetValue(channel) },
                Report = parsed.GetValue(report),
                Json = parsed.GetValue(json),
            },
            terminal, cancellationToken));
        return command;
    }
}
