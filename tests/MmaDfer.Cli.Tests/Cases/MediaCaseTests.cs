using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Cases;

/// <summary>What the demo model says of the media cases; every label and figure is that of the same contents in a plain file.</summary>
[TestClass]
public sealed class MediaCaseTests
{
    private const double Tolerance = 0.02;

    [TestInitialize]
    public void NeedsFfmpeg() => RequiredTools.Ffmpeg();

    [TestMethod]
    [DataRow("00-straight.mkv", "happiness 0.97 fear 0.98 sadness 0.97 anger 0.98", "")]
    [DataRow("01-late-sound.mkv", "happiness fear sadness 0.97 anger 0.98", "")]
    [DataRow("01-late-sound.ts", "happiness fear sadness 0.97 anger 0.98", "")]
    [DataRow("02-sound-gap.mkv", "happiness 0.97 ? sadness 0.97 anger 0.98", "has 1 gap")]
    [DataRow("13-held-frame.mkv", "happiness sadness sadness 0.76 anger", "")]
    public void WindowsOfAFilm(string file, string expected, string warning)
    {
        using var folder = new TemporaryFolder();
        JsonElement answer = TimelineOf(folder, "--media", file, 2);
        JsonElement[] windows = Windows(answer);
        string[] warnings = [.. answer.GetProperty("warnings").EnumerateArray().Select(r => r.GetString()!)];
        Assert.HasCount(warning.Length == 0 ? 0 : 1, warnings, string.Join('\n', warnings));
        foreach (string said in warnings)
            StringAssert.Contains(said, warning);
        string[] words = expected.Split(' ');
        int window = 0;
        for (int i = 0; i < words.Length; i++, window++)
        {
            double? confidence = i + 1 < words.Length && double.TryParse(words[i + 1], System.Globalization.CultureInfo.InvariantCulture, out double value) ? value : null;
            if (words[i] != "?")
                Check(windows[window], words[i], confidence, $"{file}, window {window}");
            i += confidence is null ? 0 : 1;
        }
        Assert.AreEqual(4, window);
        foreach (JsonElement each in windows)
            Assert.IsTrue(each.GetProperty("hasFrames").GetBoolean(), file);
    }

    [TestMethod]
    public void AHeldFrameIsWatched()
    {
        CliRun run = CliRun.Of("watch", "--model", TestFiles.DemoModel, "--media", CaseFiles.Media("13-held-frame.mkv"), "--face-model", "none", "--json");
        JsonElement[] lines = JsonLines.Of(run);
        Assert.IsGreaterThan(4, lines.Length);
        foreach (JsonElement line in lines.Skip(2))
            Assert.IsFalse(JsonLines.Has(line, "noFace"), line.ToString());
    }

    [TestMethod]
    [DataRow("03-default-track-second.mkv", "fear", 0.98)]
    [DataRow("03-two-programs.ts", "fear", 0.98)]
    [DataRow("04-percent/50% off/anim.gif", "happiness", 0.98)]
    [DataRow("04-percent/face%d.ppm", "neutral", 0.506)]
    public void AFilm(string file, string label, double confidence) => Check(Predict("--media", CaseFiles.Media(file)), label, confidence, file);

    [TestMethod]
    [DataRow("05-rifx.wav", "")]
    [DataRow("05-same-sound.wav", "")]
    [DataRow("06-data-size-0.wav", "06-data-size-0.wav")]
    [DataRow("07-header-44-bytes-too-long.wav", "07-header-44-bytes-too-long.wav")]
    public void FaultyFilesGiveTheSameAudio(string file, string warning)
    {
        JsonElement answer = Predict("--frames", CaseFiles.Media("10-same-sdr.mp4"), "--audio", CaseFiles.Media(file));
        Check(answer, "surprise", 0.884, file);
        string[] warnings = [.. answer.GetProperty("warnings").EnumerateArray().Select(r => r.GetString()!)];
        Assert.AreEqual(warning.Length > 0, warnings.Any(r => r.Contains(file, StringComparison.Ordinal)), string.Join('\n', warnings));
    }

    [TestMethod]
    public void ImagesNumberedWithoutZeros()
    {
        using var folder = new TemporaryFolder();
        JsonElement[] windows = Windows(TimelineOf(folder, "--frames", "08-unpadded", 0.5));
        Check(windows[0], "happiness", 0.98, "0");
        Check(windows[1], "surprise", 0.51, "1");
        Check(windows[2], "sadness", 0.51, "2");
        Check(windows[3], "anger", 0.50, "3");
    }

    [TestMethod]
    public void APhotographIsRotatedWhateverItsExtension()
    {
        JsonElement named = Predict("--frames", CaseFiles.Media("09-exif6.jpg")), unnamed = Predict("--frames", CaseFiles.Media("09-exif6-without-extension"));
        Check(named, "anger", 0.670, "named");
        Check(unnamed, "anger", 0.670, "unnamed");
    }

    [TestMethod]
    public void HighDynamicRangeGivesTheSamePrediction() => Check(Predict("--frames", CaseFiles.Media("10-hdr-pq.mp4")), "surprise", 0.663, "PQ", 0.1);

    [TestMethod]
    [DataRow("11-jpeg-in-tiff.tif")]
    [DataRow("12-animated.webp", "WebP")]
    [DataRow("12-photo.heic", "HEIC")]
    [DataRow("17-empty.wav")]
    public void UnreadableFilesAreReportedInOneSentence(string file, params string[] words)
    {
        string option = file.EndsWith(".wav", StringComparison.Ordinal) ? "--audio" : "--frames";
        CliRun run = CliRun.Of("predict", "--model", TestFiles.DemoModel, option, CaseFiles.Media(file));
        string sentence = run.Failure(ExitCode.BadInput);
        foreach (string word in (string[])[file, .. words])
            StringAssert.Contains(sentence, word);
    }

    [TestMethod]
    [DataRow("16-sar-4-3.mp4")]
    [DataRow("16-sar-2-1.mp4")]
    public void NonSquarePixelsAreStretched(string file)
    {
        string finder = FacePhotographs.Cascade(FacePhotographs.Haar);
        string[] expected = Watch("16-square-pixels.mp4", finder), labels = Watch(file, finder);
        CollectionAssert.AreEqual(expected, labels);
    }

    [TestMethod]
    public void OtherFilesInFoldersAreNotClips()
    {
        JsonElement result = CliRun.Of("evaluate", "--model", TestFiles.DemoModel, "--data", CaseFiles.Media("15-folder-set"), "--json").Json();
        Assert.AreEqual(2, result.GetProperty("clips").GetInt32());
    }

    [TestMethod]
    public void BlankRowsOfAListAreSkipped()
    {
        using var folder = new TemporaryFolder();
        string data = CaseFiles.WithClips(folder, CaseFiles.Media("14-blank-rows.csv"));
        int rows = File.ReadAllLines(data).Count(r => r.StartsWith("clips/", StringComparison.Ordinal));
        JsonElement result = CliRun.Of("evaluate", "--model", TestFiles.DemoModel, "--data", data, "--json").Json();
        Assert.AreEqual(rows, result.GetProperty("clips").GetInt32());
    }

    private static string[] Watch(string file, string finder)
    {
        CliRun run = CliRun.Of("watch", "--model", TestFiles.DemoModel, "--media", CaseFiles.Media(file), "--face-model", finder, "--json");
        Assert.AreEqual(0, run.Code, run.Error);
        string[] labels = [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("label").ToString())];
        Assert.IsGreaterThan(2, labels.Length);
        return labels;
    }

    private static JsonElement Predict(params string[] arguments) =>
        CliRun.Of(["predict", "--model", TestFiles.DemoModel, "--json", .. arguments]).Json();

    private static JsonElement TimelineOf(TemporaryFolder folder, string option, string file, double seconds)
    {
        string length = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Predict(option, CaseFiles.Media(file), "--timeline", folder["timeline.svg"], "--window", length, "--step", length);
    }

    private static JsonElement[] Windows(JsonElement answer) => [.. answer.GetProperty("timeline").GetProperty("windows").EnumerateArray()];

    private static void Check(JsonElement answer, string label, double? confidence, string what, double tolerance = Tolerance)
    {
        Assert.AreEqual(label, answer.GetProperty("label").GetString(), $"{what}: {answer}");
        if (confidence is { } expected)
            Assert.AreEqual(expected, answer.GetProperty("confidence").GetDouble(), tolerance, $"{what}: {answer}");
    }
}
