using System.Text.RegularExpressions;
using System.Xml.Linq;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Reports;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Reports;

[TestClass]
public sealed class HtmlReportTests
{
    [TestMethod]
    public void ATrainingReportContainsAllParts()
    {
        using var folder = new TemporaryFolder();
        HtmlReport.Write(folder["report.html"], Training());
        string html = Check(folder["report.html"]);
        foreach (string part in (string[])[
            "Fine-tuning", "<h2>Loss</h2>", "<h2>Accuracy</h2>", "Confusion matrix on the validation clips", "Recall of each label on the validation clips",
            "learning rate", "0.0001", "Skipped clips (2)", "cut short", "the run was stopped"])
        {
            StringAssert.Contains(html, part);
        }
        EvaluationResult validation = Training().Validation!;
        StringAssert.Contains(html, $"{validation.Metrics.Uar:0.00} %");
        StringAssert.Contains(html, $"happiness predicted as sadness: {validation.Confusion[0, 1]} of {validation.Confusion.CountSamples(0)}");
    }

    [TestMethod]
    public void AnEvaluationReportComparesWithThePaper()
    {
        using var folder = new TemporaryFolder();
        var report = new EvaluationReport
        {
            Title = "Evaluation",
            Summary = new FoldSummary([Result(1), Result(2)]),
            FoldNames = ["fold 4", "fold 5"],
            Published = PublishedResult.All[1],
        };
        HtmlReport.Write(folder["report.html"], report);
        string html = Check(folder["report.html"]);
        foreach (string part in (string[])["fold 5", "mean ± deviation", "paper: DFEW, 160 px", "66.61", "77.15", $"{report.Summary.Uar}"])
            StringAssert.Contains(html, part);
        CollectionAssert.AreEqual(new[] { "report.html" }, folder.Names());
    }

    [TestMethod]
    public void NamesMayContainAnyCharacters()
    {
        using var folder = new TemporaryFolder();
        string[] labels = ["<script>alert(1)</script>", "a&b\"'", "\u0001\uD800broken", "ünï 感情"];
        EvaluatedClip[] clips = [.. labels.Select((_, i) => new EvaluatedClip
        {
            Id = "c", Label = i, Predicted = i, Probabilities = [0.7f, 0.1f, 0.1f, 0.1f], Logits = [2, 0, 0, 0],
        })];
        HtmlReport.Write(folder["report.html"], new TrainingReport
        {
            Title = "</title><script>",
            Validation = new EvaluationResult(labels, clips, []),
            Settings = [new("</table>", "<img src=x>")],
        });
        string html = Check(folder["report.html"]);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<img", html);
    }

    [TestMethod]
    public void UnusualCurvesAreDrawn()
    {
        using var folder = new TemporaryFolder();
        ReportCurve[] curves =
        [
            new() { Name = "one point", X = [3], Y = [0.5] }, new() { Name = "flat", X = [0, 9], Y = [2, 2] },
            new() { Name = "not numbers", X = [0, 1], Y = [double.NaN, double.PositiveInfinity] },
            new() { Name = "tiny", X = [0, 1], Y = [1e-9, 2e-9] }, new() { Name = "none", X = [], Y = [] },
        ];
        HtmlReport.Write(folder["a.html"], new TrainingReport { Title = "a", Losses = curves });
        Check(folder["a.html"]);
        HtmlReport.Write(folder["b.html"], new TrainingReport { Title = "b", Losses = [curves[0]], Accuracies = [curves[1]] });
        Check(folder["b.html"]);
        HtmlReport.Write(folder["c.html"], new TrainingReport { Title = "c", Losses = [curves[2], curves[4]] });
        Assert.DoesNotContain("<svg", Check(folder["c.html"]));
    }

    [TestMethod]
    [DataRow(4_000_000.0)]
    [DataRow(123_456_789_012.0)]
    [DataRow(0.000001)]
    public void NoAxisLabelIsCut(double most)
    {
        using var folder = new TemporaryFolder();
        HtmlReport.Write(folder["r.html"], new TrainingReport
        {
            Title = "large losses",
            Losses = [new() { Name = "training", X = [1, 2_000_000], Y = [most / 100, most] }],
            Validation = new EvaluationResult(["a longer name than others have", "感情感情感情感情感情感情感情", "WWWWWWWWWWWWWWWWWWWWWWWWWW"], [new() { Id = "c", Label = 0, Predicted = 0, Probabilities = [1, 0, 0], Logits = [1, 0, 0] }], []),
        });
        XElement[] charts = [.. XDocument.Parse(Regex.Replace(Check(folder["r.html"]).Replace("<!DOCTYPE html>", ""), "<meta[^>]*>", "")).Descendants("svg")];
        Assert.HasCount(3, charts);
        foreach (XElement text in charts.SelectMany(p => p.Elements("text")).Where(t => t.Attribute("transform") is null))
        {
            double x = double.Parse(text.Attribute("x")!.Value, System.Globalization.CultureInfo.InvariantCulture);
            double width = Drawn(text.Value), end = double.Parse(text.Parent!.Attribute("viewBox")!.Value.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
            string[] style = text.Attribute("class")!.Value.Split(' ');
            double left = style.Contains("end") ? x - width : style.Contains("mid") ? x - width / 2 : x;
            Assert.IsTrue(left >= 0 && left + width <= end, $"'{text.Value}' from {left} to {left + width} of {end}");
        }

        // DejaVu Sans at 13 px: digits 8.3, capital W 12.9, an East Asian character 13.
        static double Drawn(string text) => text.Sum(c => c == 'W' ? 12.9 : c > 0x3000 ? 13 : char.IsDigit(c) ? 8.3 : 6.5);
    }

    [TestMethod]
    public void ATrainingReportShowsMetricsBeforeAndAfterAndWarnings()
    {
        using var folder = new TemporaryFolder();
        EvaluationResult before = Result(5);
        HtmlReport.Write(folder["a.html"], Training() with { Before = before, Warnings = ["The training diverges: <b>"] });
        string html = Check(folder["a.html"]);
        StringAssert.Contains(html, "<h2>Before and after</h2>");
        StringAssert.Contains(html, $"before</th><td>{before.Metrics.Uar:0.00}</td><td>{before.Metrics.War:0.00}</td>");
        StringAssert.Contains(html, $"after</th><td>{Training().Validation!.Metrics.Uar:0.00}</td>");
        StringAssert.Contains(html, "<p class=\"warning\">The training diverges: &lt;b&gt;</p>");
        HtmlReport.Write(folder["b.html"], Training() with { Validation = null });
        StringAssert.Contains(Check(folder["b.html"]), "There were no validation clips");
        Assert.DoesNotContain("There were no validation clips", html);
    }

    [TestMethod]
    public void AMetricOfFoldsIsTheSameEverywhere()
    {
        using var folder = new TemporaryFolder();
        // Folds of different sizes: the UAR of all clips together differs from the mean of the folds.
        EvaluationResult small = new(["a", "b"], [Clip(0, 0), Clip(1, 0)], []);
        EvaluationResult large = new(["a", "b"], [.. Enumerable.Repeat(Clip(0, 0), 6), Clip(1, 1), Clip(1, 1)], []);
        var summary = new FoldSummary([small, large]);
        Assert.AreNotEqual(Metrics.Of(summary.Confusion).Uar, summary.Uar.Mean);
        HtmlReport.Write(folder["r.html"], new EvaluationReport { Title = "folds", Summary = summary, Warnings = ["Fold 1: look"] });
        string html = Check(folder["r.html"]);
        XElement page = XDocument.Parse(Regex.Replace(html.Replace("<!DOCTYPE html>", ""), "<meta[^>]*>", "")).Root!;
        // The dashed line is at the UAR.
        XElement recall = page.Descendants("svg").Single(s => s.Attribute("aria-label")!.Value == "Recall of each label");
        double At(string name, string text) => double.Parse(recall.Elements(name).First(e => name == "line" ? e.Attribute("class")!.Value == text : e.Value == text)
            .Attribute(name == "line" ? "x1" : "x")!.Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.AreEqual(At("text", "0 %") + (At("text", "100 %") - At("text", "0 %")) * summary.Uar.Mean / 100, At("line", "mean"), 0.02);
        foreach (string name in (string[])["UAR", "WAR", "Macro F1", "Calibration error", "Clips"])
        {
            StringAssert.Contains(html, $"<dt>{name}</dt>");
            Assert.IsTrue(Regex.IsMatch(html, $"<th scope=\"col\">{name}( %)?</th>"), name);
        }
        StringAssert.Contains(html, $"{summary.ExpectedCalibrationError.Mean:0.000} ± ");
        StringAssert.Contains(html, "<p class=\"warning\">Fold 1: look</p>");

        static EvaluatedClip Clip(int truth, int predicted) => new()
        {
            Id = "c", Label = truth, Predicted = predicted, Probabilities = predicted == 0 ? [0.9f, 0.1f] : [0.1f, 0.9f], Logits = [1 - predicted, predicted],
        };
    }

    [TestMethod]
    public void AFileThatIsNotWritableIsNamed()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(
            Assert.ThrowsExactly<ModelFileException>(() => HtmlReport.Write(folder["none", "r.html"], Training())).Message, "folder does not exist");
    }

    [TestMethod]
    [DataRow(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [DataRow(0, 100, 6, "0 20 40 60 80 100")]
    [DataRow(0.3, 0.9, 3, "0.4 0.6 0.8")]
    [DataRow(0, 12345, 4, "0 5\u2009000 10\u2009000")]
    public void TicksAreRound(double from, double to, int wanted, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', Ticks.Of(from, to, wanted).Select(t => t.Text)));

    /// <summary>Reads the page, and checks that it is well-formed, has only valid numbers and loads nothing.</summary>
    private static string Check(string path)
    {
        string html = File.ReadAllText(path);
        XDocument.Parse(Regex.Replace(html.Replace("<!DOCTYPE html>", ""), "<meta[^>]*>", ""));
        Assert.DoesNotContain("NaN", html);
        Assert.DoesNotContain("Infinity", html);
        Assert.IsFalse(Regex.IsMatch(html, "\\b(src|href)=\"|url\\(|https?:"), "the page must load nothing");
        return html;
    }

    private static TrainingReport Training()
    {
        var random = SeededRandom.Of(1);
        return new TrainingReport
        {
            Title = "Fine-tuning of demo.safetensors on sketch faces",
            Warning = "Only 12 of 25 epochs were done: the run was stopped.",
            Losses =
            [
                new() { Name = "training loss", X = [.. Enumerable.Range(1, 1400).Select(i => (double)i)], Y = [.. Enumerable.Range(1, 1400).Select(i => 0.2 + 1.9 * Math.Exp(-i / 300.0) + 0.25 * Math.Abs(random.Normal()))] },
                new() { Name = "validation loss", X = [.. Enumerable.Range(1, 12).Select(i => i * 1400 / 12.0)], Y = [.. Enumerable.Range(1, 12).Select(i => 0.5 + 1.4 * Math.Exp(-i / 3.0))] },
            ],
            Accuracies =
            [
                new() { Name = "validation UAR", X = [.. Enumerable.Range(1, 12).Select(i => (double)i)], Y = [.. Enumerable.Range(1, 12).Select(i => 88 - 60 * Math.Exp(-i / 3.0))] },
                new() { Name = "validation WAR", X = [.. Enumerable.Range(1, 12).Select(i => (double)i)], Y = [.. Enumerable.Range(1, 12).Select(i => 91 - 55 * Math.Exp(-i / 3.0))] },
            ],
            Validation = Result(3),
            Settings = [new("learning rate", "0.0001"), new("batch", "8"), new("data", "/data/sketch/clips.csv")],
            Skipped =
            [
                new() { Id = "clip17", Reason = "'/data/17.mp4' is damaged or cut short after frame 3." },
                new() { Id = "clip20", Reason = "'/data/20.mp4' does not exist." },
            ],
        };
    }

    private static EvaluationResult Result(ulong seed)
    {
        var random = SeededRandom.Of(seed);
        return new EvaluationResult(EmotionLabels.Dfew, [.. Enumerable.Range(0, 500).Select(i =>
        {
            int truth = Math.Min(random.Below(8), 6), predicted = random.Uniform() < 0.5 + truth * 0.06 ? truth : random.Below(7);
            float[] probabilities = new float[7];
            probabilities.AsSpan().Fill(0.05f);
            probabilities[predicted] = 0.7f;
            return new EvaluatedClip
            {
                Id = $"c{i}", Label = truth, Predicted = predicted, Probabilities = probabilities,
                Logits = [.. probabilities.Select(p => MathF.Log(p))],
            };
        })], []);
    }
}
