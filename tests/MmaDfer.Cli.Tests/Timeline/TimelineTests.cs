using System.Text.Json;
using System.Xml.Linq;
using MmaDfer.Cli.Timeline;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Timeline;

[TestClass]
public sealed class TimelineTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [TestMethod]
    public void EveryEmotionHasALineAndEveryWindowAPoint()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        JsonElement json = CliRun.Of(
            "predict", "--model", model, "--frames", TestFiles.Face, "--audio", TestFiles.Voice, "--timeline", folder["t.svg"],
            "--window", "1", "--step", "0.25", "--json").Json();
        JsonElement timeline = json.GetProperty("timeline");
        // 0 to 1, 0.25 to 1.25, ... 1 to 2 s.
        Assert.AreEqual(5, timeline.GetProperty("windows").GetArrayLength());
        Assert.AreEqual(1.25, timeline.GetProperty("windows")[1].GetProperty("end").GetDouble());
        XElement svg = XDocument.Load(folder["t.svg"]).Root!;
        XElement[] lines = [.. svg.Elements(Svg + "polyline")];
        CollectionAssert.AreEquivalent(
            json.GetProperty("labels").EnumerateArray().Select(l => l.GetString()).ToArray(),
            lines.Select(l => l.Element(Svg + "title")!.Value).ToArray());
        // One for each window, and one at either end.
        Assert.IsTrue(lines.All(l => l.Attribute("points")!.Value.Split(' ').Length == 7));
        Assert.Contains("untrained", svg.Value);
    }

    [TestMethod]
    public void WindowsAreFullAndEndAtStepsAndTheLastOneWithTheClip()
    {
        using var folder = new TemporaryFolder();
        JsonElement json = CliRun.Of(
            "predict", "--model", TinyModel.Write(folder), "--frames", TestFiles.Face, "--audio", TestFiles.Voice, "--timeline", folder["t.svg"],
            "--window", "1", "--step", "0.7", "--json").Json();
        JsonElement[] windows = [.. json.GetProperty("timeline").GetProperty("windows").EnumerateArray()];
        double[] starts = [.. windows.Select(w => Math.Round(w.GetProperty("start").GetDouble(), 6))];
        double[] ends = [.. windows.Select(w => Math.Round(w.GetProperty("end").GetDouble(), 6))];
        // The clip lasts 2 s; the window that ends at 0.7 s would not be full.
        CollectionAssert.AreEqual(new[] { 0.4, 1 }, starts);
        CollectionAssert.AreEqual(new[] { 1.4, 2 }, ends);
        Assert.IsTrue(windows.All(w => w.GetProperty("hasFrames").GetBoolean() && w.GetProperty("hasAudio").GetBoolean()));
    }

    [TestMethod]
    public void AShortClipIsOneWindow()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        JsonElement json = CliRun.Of(
            "predict", "--model", model, "--frames", TestFiles.Face, "--audio", TestFiles.Voice, "--timeline", folder["t.svg"], "--json").Json();
        JsonElement window = json.GetProperty("timeline").GetProperty("windows").EnumerateArray().Single();
        JsonProperty[] probabilities = [.. json.GetProperty("probabilities").EnumerateObject()];
        Assert.HasCount(7, probabilities);
        foreach (JsonProperty probability in probabilities)
            Assert.AreEqual(probability.Value.GetDouble(), window.GetProperty("probabilities").GetProperty(probability.Name).GetDouble(), 1e-5);
    }

    [TestMethod]
    [DataRow("missing/t.svg")]
    [DataRow("folder")]
    public void AnOutputThatCannotBeWrittenIsNamedBeforeAnyWork(string name)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["folder"]);
        string failure = CliRun.Of(
            "predict", "--model", folder["no model"], "--frames", TestFiles.Face, "--timeline", folder[name], "--json").Failure(ExitCode.BadInput);
        StringAssert.Contains(failure, folder[name]);
        Assert.HasCount(1, folder.Names());
    }

    [TestMethod]
    public void TextsAreNeverMarkup()
    {
        string[] labels = ["<script>", "a & b", "\u0001\uFFFE\uD800", "x"];
        var data = new TimelineData("</title>", "]]>", null, labels, [new TimelinePoint(0, 0, [0.1f, 0.2f, 0.3f, 0.4f], 3)]);
        XDocument svg = XDocument.Load(new MemoryStream(TimelineSvg.Draw(data)));
        Assert.AreEqual("</title>", svg.Root!.Element(Svg + "title")!.Value);
        CollectionAssert.AreEquivalent(
            (string[])["<script>", "a & b", "??\uFFFD", "x"],
            svg.Root.Elements(Svg + "polyline").Select(l => l.Element(Svg + "title")!.Value).ToArray());
    }

    [TestMethod]
    [DataRow(0.0, 2.0, "0 0.5 1 1.5 2")]
    [DataRow(0.25, 7.32, "1 2 3 4 5 6 7")]
    [DataRow(-1.0, 1.0, "-1 -0.5 0 0.5 1")]
    [DataRow(0.0, 300.0, "0:00 1:00 2:00 3:00 4:00 5:00")]
    public void TicksAreRound(double from, double to, string expected)
    {
        var scale = new TimelineScale(from, to);
        Assert.AreEqual(expected, string.Join(' ', scale.Ticks().Select(t => t.Text)));
    }

    [TestMethod]
    public void TicksStayFewHoweverLongTheClip()
    {
        foreach (double length in (double[])[0.001, 0.04, 1, 59, 3600, 86400, 1e9])
            Assert.IsInRange(1, 11, new TimelineScale(0, length).Ticks().Count(), $"{length} s");
    }

    [TestMethod]
    public void LabelsKeepTheirOrderAndDistance()
    {
        double[] wanted = [10, 10, 11, 50, 99, 100];
        double[] places = LabelSpread.Spread(wanted, 8, 0, 100);
        for (int i = 1; i < places.Length; i++)
            Assert.IsGreaterThanOrEqualTo(8 - 1e-9, places[i] - places[i - 1]);
        Assert.AreEqual(100, places[^1]);
        Assert.AreEqual(10, places[0]);
        Assert.AreEqual(50, places[3]);
        double[] tight = LabelSpread.Spread(new double[30], 16, 0, 100);
        Assert.AreEqual(0, tight[0], 1e-9);
        Assert.AreEqual(100, tight[^1], 1e-9);
    }
}
