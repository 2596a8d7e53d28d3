using System.Globalization;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Reports;

/// <summary>
/// Writes reports as self-contained HTML files: charts are inline SVG, there are no scripts, and the page follows the light or dark
/// setting of the browser.
/// </summary>
public static class HtmlReport
{
    private const int MaxSkipped = 100;

    /// <summary>The names of the metrics, the same in tiles and tables.</summary>
    private static readonly string[] s_metrics = ["UAR %", "WAR %", "Macro F1 %", "Calibration error", "Clips"];

    /// <summary>Writes a report on a training, atomically.</summary>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    public static void Write(string path, TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new HtmlPage(report.Title, report.Warning);
        foreach (string warning in report.Warnings)
            page.Warning(warning);
        if (report.Folds.Count > 0)
            page.Note(Text($"Every clip was judged by an adapter that was trained without it and without all clips of its group ({report.Folds.Count} folds). The adapter to keep was then trained on all clips."));
        if (report.Validation is { } validation)
        {
            Tiles(page, new FoldSummary([validation]));
            page.Heading("How sure this is");
            Intervals(page, validation.Intervals);
        }
        else
            page.Note("There were no validation clips, so this report cannot say how well the model recognises clips that are not in the training data. Add validation clips of people who are not in the training clips (--validation, --validation-share).");
        if (report.Validation is { } after && report.Before is { } before)
            BeforeAndAfter(page, before, after);
        if (report.Folds.Count > 0)
            Folds(page, "Folds", new FoldSummary(report.Folds), [], null);
        Curves(page, "Loss", "step", report.Losses, percent: false);
        Curves(page, "Accuracy", "epoch", report.Accuracies, percent: true);
        if (report.Validation is { } result)
        {
            Charts(page, new FoldSummary([result]), report.Folds.Count > 0 ? "" : " on the validation clips");
            if (result.Groups.Count > 1)
                Groups(page, result.Groups);
        }
        Settings(page, report.Settings);
        Skipped(page, report.Skipped);
        Save(path, page);
    }

    /// <summary>Writes a report on an evaluation, atomically.</summary>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    public static void Write(string path, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new HtmlPage(report.Title, report.Warning);
        foreach (string warning in report.Warnings)
            page.Warning(warning);
        Tiles(page, report.Summary);
        if (report.Summary.Folds is [EvaluationResult single])
        {
            page.Heading("How sure this is");
            Intervals(page, single.Intervals);
        }
        if (report.Comparison is { } comparison)
            page.Note("Compared with the other model on the same clips: " + Text(comparison));
        if (report.Summary.Folds.Count > 1 || report.Published is not null)
            Folds(page, report.Summary.Folds.Count > 1 ? "Folds" : "Comparison with the paper", report.Summary, report.FoldNames, report.Published);
        Charts(page, report.Summary, "");
        if (report.Summary.Folds is [{ Groups.Count: > 1 } result])
            Groups(page, result.Groups);
        Settings(page, report.Settings);
        Skipped(page, [.. report.Summary.Folds.SelectMany(f => f.Skipped)]);
        Save(path, page);
    }

    private static void Save(string path, HtmlPage page)
    {
        byte[] bytes = page.ToBytes();
        AtomicFile.Write(path, bytes.Length, stream => stream.Write(bytes));
    }

    private static void Tiles(HtmlPage page, FoldSummary summary)
    {
        bool several = summary.Folds.Count > 1;
        (string, string, string) Percent(string name, MeanAndDeviation value, string note) =>
            (name, Text($"{value.Mean:0.00} %"), several ? Text($"± {value.Deviation:0.00}; {note}") : note);
        page.Tiles(
            Percent("UAR", summary.Uar, "mean recall of the labels"),
            Percent("WAR", summary.War, "share of recognised clips"),
            Percent("Macro F1", summary.MacroF1, "mean F1 of the labels"),
            ("Calibration error", Text($"{summary.ExpectedCalibrationError.Mean:0.000}"), "0 is perfect, 1 is the worst"),
            ("Clips", Text($"{summary.Confusion.Total}"), several ? $"in {summary.Folds.Count} folds" : "evaluated"));
    }

    private static void BeforeAndAfter(HtmlPage page, EvaluationResult before, EvaluationResult after)
    {
        page.Heading("Before and after");
        page.Note("The metrics of the same clips, for the original model and for the trained one.");
        page.Table(["", .. s_metrics], [["before", .. MetricTexts(before)], ["after", .. MetricTexts(after)]], numbers: true);
        if (EvaluationComparison.AreOfTheSameClips(before, after))
            page.Note("After less before, on the same clips: " + Text(EvaluationComparison.Of(before, after)));
    }

    private static void Intervals(HtmlPage page, EvaluationIntervals intervals) => page.Note(
        Text($"95 % intervals: UAR {intervals.Uar} %, WAR {intervals.War} %. Other {(intervals.ByGroup ? "groups" : "clips")} like these would give results in about these ranges (bootstrap over {(intervals.ByGroup ? "whole groups" : "clips; the clips of one person count as independent here, so the true ranges are wider unless each clip shows somebody else")})."));

    private static void Groups(HtmlPage page, IReadOnlyList<GroupResult> groups)
    {
        page.Heading("Results of each group");
        page.Note("For whom it works worse: the lowest UAR first, over the labels that the group has. Few clips say little.");
        page.Table(["Group", .. s_metrics], [.. groups.Select(g => (IReadOnlyList<string>)
        [
            g.Name, Text($"{g.Metrics.Uar:0.00}"), Text($"{g.Metrics.War:0.00}"), Text($"{g.Metrics.MacroF1:0.00}"), Text($"{g.ExpectedCalibrationError:0.000}"), Text($"{g.Clips}"),
        ])], numbers: true);
    }

    private static string Text(EvaluationComparison comparison) => Text(
        $"UAR {comparison.Uar:+0.00;-0.00;0.00} points (95 % interval {comparison.Intervals.Uar}), WAR {comparison.War:+0.00;-0.00;0.00} points ({comparison.Intervals.War}).{(comparison.Intervals.Uar.Contains(0) ? " The interval of UAR contains 0: neither model is shown to be better." : "")}");

    /// <summary>The values of a result, in the order of <see cref="s_metrics"/>.</summary>
    private static string[] MetricTexts(EvaluationResult result) =>
    [
        Text($"{result.Metrics.Uar:0.00}"), Text($"{result.Metrics.War:0.00}"), Text($"{result.Metrics.MacroF1:0.00}"),
        Text($"{result.ExpectedCalibrationError:0.000}"), Text($"{result.Clips.Count}"),
    ];

    private static void Curves(HtmlPage page, string heading, string across, IReadOnlyList<ReportCurve> curves, bool percent)
    {
        ReportCurve[] shown = [.. curves.Where(c => c.FinitePoints.Any())];
        if (shown.Length == 0)
            return;
        page.Heading(heading);
        CurveChart.Draw(page, shown, across, percent);
    }

    private static void Charts(HtmlPage page, FoldSummary summary, string where)
    {
        IReadOnlyList<string> labels = summary.Folds[0].Labels;
        bool several = summary.Folds.Count > 1;
        string clips = several ? " The clips of all folds are counted together." : "";
        page.Heading("Confusion matrix" + where);
        page.Note("Each row is a true label, each column a predicted label. A cell shows the share and the number of the clips of its row." + clips);
        ConfusionChart.Draw(page, summary.Confusion, labels);
        page.Heading("Recall of each label" + where);
        page.Note("The share of recognised clips of each label; the dashed line is " + (several ? "the mean UAR of the folds." : "their mean, the UAR.") + clips);
        RecallChart.Draw(page, summary.Confusion, labels, summary.Uar.Mean);
    }

    private static void Folds(HtmlPage page, string heading, FoldSummary summary, IReadOnlyList<string> names, PublishedResult? paper)
    {
        var rows = new List<IReadOnlyList<string>>();
        for (int i = 0; i < summary.Folds.Count; i++)
        {
            EvaluationResult fold = summary.Folds[i];
            string name = summary.Folds.Count == 1 ? "this model" : i < names.Count ? names[i] : Text($"fold {i + 1}");
            rows.Add([name, .. MetricTexts(fold)]);
        }
        if (summary.Folds.Count > 1)
            rows.Add(["mean ± deviation", $"{summary.Uar}", $"{summary.War}", $"{summary.MacroF1}", Text($"{summary.ExpectedCalibrationError.Mean:0.000} ± {summary.ExpectedCalibrationError.Deviation:0.000}"), Text($"{summary.Confusion.Total}")]);
        if (paper is { } published)
            rows.Add([Text($"paper: {published.Dataset}, {published.ImageSize} px, mean of 5 folds"), Text($"{published.Uar:0.00}"), Text($"{published.War:0.00}"), "", "", ""]);
        page.Heading(heading);
        page.Table(["", .. s_metrics], rows, numbers: true);
    }

    private static void Settings(HtmlPage page, IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        if (settings.Count == 0)
            return;
        page.Heading("Settings");
        page.Table([], [.. settings.Select(s => (IReadOnlyList<string>)[s.Key, s.Value])], numbers: false);
    }

    private static void Skipped(HtmlPage page, IReadOnlyList<SkippedClip> skipped)
    {
        if (skipped.Count == 0)
            return;
        page.Heading($"Skipped clips ({skipped.Count})");
        page.Note(skipped.Count > MaxSkipped ? $"They could not be read and are not in the metrics; the first {MaxSkipped} are shown." : "They could not be read and are not in the metrics.");
        page.Table(["Clip", "Reason"], [.. skipped.Take(MaxSkipped).Select(s => (IReadOnlyList<string>)[s.Id, s.Reason])], numbers: false);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
