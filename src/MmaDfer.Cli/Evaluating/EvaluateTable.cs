using System.Globalization;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;
using Spectre.Console;

namespace MmaDfer.Cli.Evaluating;

/// <summary>The output of <c>mmadfer evaluate</c> as tables.</summary>
internal static class EvaluateTable
{
    private const int MaxSkippedShown = 10, MaxGroupsShown = 10;

    public static void Write(IAnsiConsole console, EvaluateResult result)
    {
        console.Write(CreateConfusionTable(result.Summary));
        console.WriteLine("Rows are true emotions, columns predicted ones.");
        console.WriteLine();
        console.Write(CreateResultTable(result));
        if (!result.HasFolds)
            WriteIntervals(console, result.Summary.Folds[0]);
        if (result.Comparison is { } difference)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Compared with {result.Settings.Compare}, on the same clips: UAR {difference.Uar:+0.00;-0.00;0.00} points ({difference.Intervals.Uar}), WAR {difference.War:+0.00;-0.00;0.00} points ({difference.Intervals.War})"));
        if (result.Settings.Sure is { } sure)
            console.WriteLine(DescribeSure(result.Summary.Folds[0], sure));
        SkippedClip[] skipped = [.. result.Summary.Folds.SelectMany(f => f.Skipped)];
        if (skipped.Length > 0)
            console.WriteLine($"{skipped.Length} clips could not be read and are left out:");
        foreach (SkippedClip clip in skipped.Take(MaxSkippedShown))
            console.WriteLine($"  {clip.Id}: {clip.Reason}");
        if (result.Settings.Report is { } report)
            console.WriteLine($"Report written to {report}");
    }

    private static string DescribeSure(EvaluationResult result, double accuracy)
    {
        if (result.FitSureFrom(accuracy) is not { } least)
            return string.Create(CultureInfo.InvariantCulture, $"No confidence is enough for {100 * accuracy:0.##} % of the clips to be recognised.");
        int count = result.Clips.Count(c => c.Probabilities[c.Predicted] >= least);
        return string.Create(CultureInfo.InvariantCulture, $"Sure from a confidence of {least:0.####}: {count} of {result.Clips.Count} clips reach it, and at least {100 * accuracy:0.##} % of these are recognised.");
    }

    private static void WriteIntervals(IAnsiConsole console, EvaluationResult result)
    {
        console.WriteLine($"95 % intervals: UAR {result.Intervals.Uar} %, WAR {result.Intervals.War} %, over {(result.Intervals.ByGroup ? $"{result.Groups.Count} groups" : "clips")}");
        if (result.Groups.Count < 2)
            return;
        var table = new Table().Border(TableBorder.Simple).AddColumn("worst groups first");
        foreach (string column in (string[])["UAR", "WAR", "macro F1", "ECE", "clips"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (GroupResult group in result.Groups.Take(MaxGroupsShown))
        {
            table.AddRow(
                new Text(group.Name), new Text(FormatPercent(group.Metrics.Uar)), new Text(FormatPercent(group.Metrics.War)), new Text(FormatPercent(group.Metrics.MacroF1)),
                new Text(group.ExpectedCalibrationError.ToString("0.000", CultureInfo.InvariantCulture)), new Text(group.Clips.ToString(CultureInfo.InvariantCulture)));
        }
        console.Write(table);
        if (result.Groups.Count > MaxGroupsShown)
            console.WriteLine($"{result.Groups.Count - MaxGroupsShown} more groups are in --report and --json.");
    }

    private static Table CreateConfusionTable(FoldSummary summary)
    {
        IReadOnlyList<string> labels = summary.Folds[0].Labels;
        IReadOnlyList<double?> recalls = Metrics.Of(summary.Confusion).Recalls;
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(""));
        foreach (string label in labels)
            table.AddColumn(new TableColumn(new Text(label)).RightAligned());
        table.AddColumn(new TableColumn("recall").RightAligned());
        for (int truth = 0; truth < labels.Count; truth++)
        {
            var row = new List<Text> { new(labels[truth]) };
            for (int predicted = 0; predicted < labels.Count; predicted++)
            {
                Style style = truth == predicted ? new Style(Color.Green, decoration: Decoration.Bold) : Style.Plain;
                row.Add(new Text(summary.Confusion[truth, predicted].ToString(CultureInfo.InvariantCulture), style));
            }
            row.Add(new Text(recalls[truth] is double recall ? FormatPercent(recall) : "-"));
            table.AddRow(row);
        }
        return table;
    }

    private static Table CreateResultTable(EvaluateResult result)
    {
        FoldSummary summary = result.Summary;
        var table = new Table().Border(TableBorder.Simple).AddColumn("");
        foreach (string column in (string[])["UAR", "WAR", "macro F1", "ECE", "clips"])
            table.AddColumn(new TableColumn(column).RightAligned());
        for (int i = 0; i < summary.Folds.Count; i++)
        {
            EvaluationResult fold = summary.Folds[i];
            table.AddRow(
                new Text(result.HasFolds ? $"fold {result.Settings.Folds![i]}" : "result"),
                new Text(FormatPercent(fold.Metrics.Uar)), new Text(FormatPercent(fold.Metrics.War)), new Text(FormatPercent(fold.Metrics.MacroF1)),
                new Text(fold.ExpectedCalibrationError.ToString("0.000", CultureInfo.InvariantCulture)),
                new Text(fold.Clips.Count.ToString(CultureInfo.InvariantCulture)));
        }
        if (result.HasFolds)
        {
            table.AddRow(
                new Text("mean ± deviation"), new Text($"{summary.Uar} %"), new Text($"{summary.War} %"), new Text($"{summary.MacroF1} %"),
                new Text(summary.ExpectedCalibrationError.Mean.ToString("0.000", CultureInfo.InvariantCulture)),
                new Text(summary.Confusion.Total.ToString(CultureInfo.InvariantCulture)));
        }
        if (result.Published is { } published)
        {
            table.AddRow(
                new Text($"paper, {published.Dataset}, {published.ImageSize} px, 5 folds"), new Text(FormatPercent(published.Uar)),
                new Text(FormatPercent(published.War)), new Text(""), new Text(""), new Text(""));
        }
        return table;
    }

    private static string FormatPercent(double value) => value.ToString("0.00", CultureInfo.InvariantCulture) + " %";
}
