using System.Globalization;
using MmaDfer.Sdk.Reports;

namespace MmaDfer.Cli.Evaluating;

/// <summary>The report of <c>mmadfer evaluate --report</c>.</summary>
internal static class EvaluateReport
{
    /// <exception cref="MmaDfer.Sdk.ModelFileException">The file cannot be written.</exception>
    public static void Write(string path, EvaluateResult result)
    {
        EvaluateSettings settings = result.Settings;
        HtmlReport.Write(path, new EvaluationReport
        {
            Title = $"Evaluation of {Path.GetFileName(settings.Model)}",
            Warning = result.IsUntrained ? "The weights are untrained: these numbers mean nothing." : null,
            Warnings = [.. result.Warnings],
            Summary = result.Summary,
            FoldNames = settings.Folds is null ? [] : [.. settings.Folds.Select(f => string.Create(CultureInfo.InvariantCulture, $"fold {f}"))],
            Published = result.Published,
            Comparison = result.Comparison,
            Settings =
            [
                new("Model", settings.Model),
                .. settings.Recognizer.AdapterPath is { } adapter ? (KeyValuePair<string, string>[])[new("Adapter", adapter)] : [],
                .. settings.Compare is { } other ? (KeyValuePair<string, string>[])[new("Compared with", other)] : [],
                new("Data", settings.Data),
                .. settings.Root is { } root ? (KeyValuePair<string, string>[])[new("Root", root)] : [],
                new("Modality", settings.Options.Modality.ToString().ToLowerInvariant()),
                new("Frame selections", settings.Options.TwoClip ? "two, averaged" : "one"),
                new("Image size", string.Create(CultureInfo.InvariantCulture, $"{result.ImageSize} px")),
                new("Engine", $"{settings.Recognizer.Engine}"),
            ],
        });
    }
}
