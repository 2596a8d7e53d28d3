using System.Globalization;
using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Cli.Evaluating;

/// <summary>The work of <c>mmadfer evaluate</c>.</summary>
internal static class EvaluateRun
{
    public static async Task<int> Run(EvaluateSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        if (settings.Report is { } path)
            OutputFile.Check(path, "report.html");
        if (settings.Folds is not null)
            await Task.Run(() => FoldChecker.Check(settings), cancellationToken);
        if (settings.Compare is not null)
            await Task.Run(() => CheckLabels(settings), cancellationToken);
        EvaluateResult result = await terminal.RunWithProgress(
            settings.Json, bars => Evaluate(settings, terminal, bars, cancellationToken));
        terminal.WriteWarnings(result.Warnings);
        if (settings.Report is { } report)
            EvaluateReport.Write(report, result);
        terminal.WriteResult(settings.Json, json => EvaluateJson.Write(json, result), console => EvaluateTable.Write(console, result));
        return ExitCode.Done;
    }

    private static async Task<EvaluateResult> Evaluate(
        EvaluateSettings settings, Terminal terminal, ProgressBars bars, CancellationToken cancellationToken)
    {
        var results = new List<EvaluationResult>();
        int imageSize = 0;
        bool untrained = false;
        foreach (EvaluateSettings fold in settings.EnumerateFolds())
        {
            string name = settings.Folds is null ? "" : $" of fold {settings.Folds[results.Count]}";
            using EmotionRecognizer recognizer = await ModelLoader.Load(
                fold.Model, fold.Recognizer, terminal, bars.AddStep($"Loading the model{name}"), cancellationToken);
            ClipDataset data = ClipDataset.Parse(fold.Data, fold.Root, recognizer.Labels, fold.Order, fold.Group);
            terminal.WriteWarnings(FrameOrderWarning.Find(data));
            IProgress<double>? progress = bars.AddStep($"Evaluating {data.Clips.Count} clips{name}");
            results.Add(await Task.Run(
                () => Evaluator.Evaluate(recognizer, data, fold.Options, progress, cancellationToken), cancellationToken));
            imageSize = recognizer.ImageSize;
            untrained |= recognizer.IsTrained == false;
        }
        EvaluationComparison? comparison = settings.Compare is null
            ? null
            : EvaluationComparison.Of(await EvaluateOther(settings, terminal, bars, cancellationToken), results[0]);
        return new EvaluateResult(settings, new FoldSummary(results), imageSize, untrained) { Comparison = comparison };
    }

    /// <summary>Opens the model to compare with before the first one is evaluated, so that a fault in it costs no time.</summary>
    private static void CheckLabels(EvaluateSettings settings)
    {
        IReadOnlyList<string> labels = ModelLoader.ReadLabels(settings.Model, settings.Recognizer.AdapterPath), others = ModelLoader.ReadLabels(settings.OtherModel);
        if (!others.SequenceEqual(labels))
            throw new ModelFileException($"{settings.OtherModel}: its labels ({string.Join(", ", others)}) are not those of the evaluated model ({string.Join(", ", labels)}), so the two cannot be compared.");
    }

    /// <summary>The result of the model to compare with.</summary>
    private static async Task<EvaluationResult> EvaluateOther(
        EvaluateSettings settings, Terminal terminal, ProgressBars bars, CancellationToken cancellationToken)
    {
        using EmotionRecognizer other = await ModelLoader.Load(
            settings.OtherModel, settings.Recognizer with { AdapterPath = null }, terminal, bars.AddStep("Loading the other model"), cancellationToken);
        ClipDataset data = ClipDataset.Parse(settings.Data, settings.Root, other.Labels, settings.Order, settings.Group);
        IProgress<double>? progress = bars.AddStep($"Evaluating {data.Clips.Count} clips with the other model");
        return await Task.Run(() => Evaluator.Evaluate(other, data, settings.Options, progress, cancellationToken), cancellationToken);
    }
}

/// <summary>Opens the lists and models of all folds before the first is evaluated, so that a fault in the last one costs no time.</summary>
internal static class FoldChecker
{
    /// <exception cref="MmaDferException">A file is missing or damaged, or the folds have different labels.</exception>
    public static void Check(EvaluateSettings settings)
    {
        IReadOnlyList<string>? first = null;
        foreach (EvaluateSettings fold in settings.EnumerateFolds())
        {
            IReadOnlyList<string> labels = ModelLoader.ReadLabels(fold.Model, fold.Recognizer.AdapterPath);
            first ??= labels;
            if (!labels.SequenceEqual(first))
                throw new ModelFileException($"{fold.Recognizer.AdapterPath ?? fold.Model}: the labels of this fold's model differ from the first fold's; all folds need the same labels.");
            if (UnknownLabels.InData(ClipDataset.Parse(fold.Data, fold.Root, labels, group: fold.Group), labels) is { } unknown)
                throw new DatasetException($"{fold.Data}: {unknown}.");
        }
    }
}

/// <summary>The options of <c>mmadfer evaluate</c>.</summary>
internal sealed record EvaluateSettings
{
    public required string Model { get; init; }

    public required string Data { get; init; }

    /// <summary>The share of clips that are to be recognised among the sure ones; null for none.</summary>
    public double? Sure { get; init; }

    public string? Root { get; init; }

    /// <summary>Order of the images of clips that are folders; null for the default.</summary>
    public FrameOrder? Order { get; init; }

    /// <summary>The column of the groups; null for the usual names.</summary>
    public string? Group { get; init; }

    /// <summary>The value of <see cref="Compare"/> for the model without its adapter.</summary>
    public const string WithoutAdapter = "base";

    /// <summary>Another model to compare with; null for none.</summary>
    public string? Compare { get; init; }

    /// <summary>The file of that model.</summary>
    public string OtherModel => Compare is null or WithoutAdapter ? Model : Compare;

    /// <summary>Numbers of the folds; null for a single evaluation.</summary>
    public IReadOnlyList<int>? Folds { get; init; }

    public required EmotionRecognizerOptions Recognizer { get; init; }

    public required EvaluationOptions Options { get; init; }

    /// <summary>HTML file to write; null for none.</summary>
    public string? Report { get; init; }

    public bool Json { get; init; }

    /// <summary>The settings of each fold; these alone without folds.</summary>
    public IEnumerable<EvaluateSettings> EnumerateFolds() => Folds is null
        ? [this]
        : Folds.Select(f => this with
        {
            Model = FoldNumbers.Insert(Model, f),
            Recognizer = Recognizer with { AdapterPath = Recognizer.AdapterPath is { } adapter ? FoldNumbers.Insert(adapter, f) : null },
            Data = FoldNumbers.Insert(Data, f),
        });
}

/// <summary>The result of <c>mmadfer evaluate</c>.</summary>
/// <param name="Settings">The options.</param>
/// <param name="Summary">The results of the folds; a single one without folds.</param>
/// <param name="ImageSize">The model's image size.</param>
/// <param name="IsUntrained">Whether the weights are known to be untrained.</param>
internal sealed record EvaluateResult(EvaluateSettings Settings, FoldSummary Summary, int ImageSize, bool IsUntrained)
{
    /// <summary>The warnings of all folds, each with the number of its fold.</summary>
    public IEnumerable<string> Warnings => Summary.Folds.SelectMany((fold, i) =>
        fold.Warnings.Select(w => HasFolds ? string.Create(CultureInfo.InvariantCulture, $"Fold {Settings.Folds![i]}: {w}") : w));

    /// <summary>The difference to the model to compare with; null for none.</summary>
    public EvaluationComparison? Comparison { get; init; }

    public bool HasFolds => Settings.Folds is not null;

    /// <summary>The paper's result for the same data set and image size; null if there is none.</summary>
    public PublishedResult? Published => PublishedResult.All.FirstOrDefault(p =>
        p.ImageSize == ImageSize && Settings.Data.StartsWith(p.Dataset + ":", StringComparison.OrdinalIgnoreCase));
}
