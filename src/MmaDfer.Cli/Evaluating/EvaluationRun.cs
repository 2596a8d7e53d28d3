using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Cli.Evaluating;

/// <summary>The work of <c>mmadfer evaluate</c>.</summary>
internal static class EvaluationRun
{
    public static async Task<int> Run(EvaluateSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        if (settings.Report is { } path)
            OutputFile.Check(path, "report.html");
        if (settings.Folds is not null)
            await Task.Run(() => FoldCheck.Run(settings), cancellationToken);
        EvaluateResult result = await terminal.WithProgress(
            settings.Json, bars => Evaluate(settings, terminal, bars, cancellationToken));
        foreach (string warning in result.Warnings)
            terminal.Error.WriteLine($"Warning: {warning}");
        if (settings.Report is { } report)
            EvaluateReport.Write(report, result);
        if (settings.Json)
            JsonOutput.Write(terminal.Output, json => EvaluateJson.Write(json, result));
        else
            EvaluateTable.Write(terminal.Console, result);
        return ExitCode.Done;
    }

    private static async Task<EvaluateResult> Evaluate(
        EvaluateSettings settings, Terminal terminal, ProgressBars bars, CancellationToken cancellationToken)
    {
        var results = new List<EvaluationResult>();
        int imageSize = 0;
        bool untrained = false;
        foreach (EvaluateSettings fold in settings.Each())
        {
            string name = settings.Folds is null ? "" : $" of fold {settings.Folds[results.Count]}";
            using EmotionRecognizer recognizer = await ModelLoader.Load(
                fold.Model, fold.Recognizer, terminal, bars.Step($"Loading the model{name}"), cancellationToken);
            ClipDataset data = ClipDataset.Parse(fold.Data, fold.Root, recognizer.Labels, fold.Order);
            terminal.Warning(FrameOrderWarning.Of(data));
            IProgress<double>? progress = bars.Step($"Evaluating {data.Clips.Count} clips{name}");
            results.Add(await Task.Run(
                () => Evaluator.Evaluate(recognizer, data, fold.Options, progress, cancellationToken), cancellationToken));
            imageSize = recognizer.ImageSize;
            untrained |= recognizer.IsTrained == false;
        }
        return new EvaluateResult(settings, new FoldSummary(results), imageSize, untrained);
    }
}
