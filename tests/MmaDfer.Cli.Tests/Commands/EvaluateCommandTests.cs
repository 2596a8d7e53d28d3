using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class EvaluateCommandTests
{
    [TestMethod]
    public void JsonHasEveryField()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), report = folder["report.html"];
        JsonElement json = CliRun.Of(
            "evaluate", "--model", model, "--data", TestClips.WriteList(folder, 14), "--threads", "1", "--report", report, "--json").Json();
        Assert.AreEqual(14, json.GetProperty("clips").GetInt32());
        int[][] confusion = [.. json.GetProperty("confusion").EnumerateArray().Select(r => r.EnumerateArray().Select(c => c.GetInt32()).ToArray())];
        Assert.HasCount(7, confusion);
        Assert.IsTrue(confusion.All(r => r.Length == 7 && r.Sum() == 2));
        double right = Enumerable.Range(0, 7).Sum(i => confusion[i][i]);
        Assert.AreEqual(100 * right / 14, json.GetProperty("war").GetDouble(), 1e-9);
        Assert.AreEqual(100 * right / 14, json.GetProperty("uar").GetDouble(), 1e-9, "all classes are of the same size");
        Assert.IsTrue(json.GetProperty("macroF1").GetDouble() is >= 0 and <= 100);
        Assert.IsTrue(json.GetProperty("ece").GetDouble() is >= 0 and <= 1);
        Assert.IsTrue(json.GetProperty("nll").GetDouble() > 0);
        Assert.AreEqual(7, json.GetProperty("recalls").EnumerateObject().Count());
        Assert.AreEqual(0, json.GetProperty("skipped").GetArrayLength());
        Assert.AreEqual("both", json.GetProperty("modality").GetString());
        Assert.IsTrue(json.GetProperty("untrained").GetBoolean());
        Assert.IsFalse(json.TryGetProperty("folds", out _));
        StringAssert.Contains(File.ReadAllText(report), "these numbers mean nothing");
    }

    [TestMethod]
    public void GroupsIntervalsAndComparisonsAreShown()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), report = folder["report.html"], list = TestClips.WriteList(folder, 14);
        string[] lines = File.ReadAllLines(list);
        // Seven people with two clips each; another column may be asked for.
        File.WriteAllLines(list, lines.Select((line, i) => i == 0 ? $"{line},person,room" : $"{line},P{i % 7},R{i % 2}"));
        string[] evaluate = ["evaluate", "-m", model, "--data", list, "--threads", "1"];
        JsonElement json = CliRun.Of([.. evaluate, "--compare", model, "--report", report, "--json"]).Json();
        Assert.AreEqual("groups", json.GetProperty("intervalsOver").GetString());
        JsonElement[] groups = [.. json.GetProperty("groups").EnumerateArray()];
        Assert.HasCount(7, groups);
        Assert.AreEqual(14, groups.Sum(g => g.GetProperty("clips").GetInt32()));
        double uar = json.GetProperty("uar").GetDouble();
        Assert.IsTrue(json.GetProperty("uarInterval")[0].GetDouble() <= uar && uar <= json.GetProperty("uarInterval")[1].GetDouble());
        Assert.AreEqual(0, json.GetProperty("comparison").GetProperty("uar").GetDouble(), "a model compared with itself");
        StringAssert.Contains(json.GetProperty("warnings").ToString(), "is not above chance (14.3 %)");
        string html = File.ReadAllText(report);
        StringAssert.Contains(html, "Results of each group");
        StringAssert.Contains(html, "UAR 0.00 points (95 % interval 0.0 to 0.0)");
        StringAssert.Contains(html, "neither model is shown to be better");
        CliRun table = CliRun.Of([.. evaluate, "--group", "room", "--compare", model]);
        Assert.AreEqual(ExitCode.Done, table.Code, table.Error);
        StringAssert.Contains(table.Output, "over 2 groups");
        StringAssert.Contains(table.Output, "R1");
        StringAssert.Contains(table.Output, $"Compared with {model}, on the same clips: UAR 0.00 points (0.0 to 0.0)");
        StringAssert.Contains(table.Error, "There are only 2 groups");
        StringAssert.Contains(CliRun.Of([.. evaluate, "--group", "age"]).Error, "lacks the column 'age'");
        CliRun none = CliRun.Of([.. evaluate, "--compare", folder["none.safetensors"]]);
        Assert.AreEqual(ExitCode.BadInput, none.Code);
        StringAssert.Contains(none.Error, "none.safetensors");
        StringAssert.Contains(CliRun.Of([.. evaluate, "--compare", "base"]).Misuse(), "--compare base needs --adapter");
        StringAssert.Contains(CliRun.Of([.. evaluate[..4], folder["{}.csv"], "--folds", "2", "--compare", model]).Misuse(), "--compare cannot be combined with --folds");
    }

    [TestMethod]
    public void FoldsHaveTheirOwnModelsAndAreAveraged()
    {
        using var folder = new TemporaryFolder();
        foreach (int fold in (int[])[1, 2])
        {
            TinyModel.Write(folder, $"model{fold}.safetensors");
            TestClips.WriteList(folder, 7 * fold, name: $"set_{fold}.csv");
        }
        JsonElement json = CliRun.Of(
            "evaluate", "-m", folder["model{}.safetensors"], "--data", folder["set_{}.csv"], "--folds", "1-2", "--json").Json();
        JsonElement[] folds = [.. json.GetProperty("folds").EnumerateArray()];
        CollectionAssert.AreEqual(new[] { 7, 14 }, folds.Select(f => f.GetProperty("clips").GetInt32()).ToArray());
        Assert.AreEqual(21, json.GetProperty("clips").GetInt32());
        Assert.AreEqual(folds.Average(f => f.GetProperty("uar").GetDouble()), json.GetProperty("uar").GetDouble(), 1e-9);
        Assert.IsTrue(json.GetProperty("uarDeviation").GetDouble() >= 0);
        CliRun table = CliRun.Of("evaluate", "-m", folder["model{}.safetensors"], "--data", folder["set_{}.csv"], "--folds", "2");
        Assert.AreEqual(0, table.Code, table.Error);
        StringAssert.Contains(table.Output, "mean ± deviation");
        StringAssert.Contains(table.Output, "fold 2");
    }

    /// <summary>Nothing is evaluated before all are there: the first list leads to no clip, which would be found otherwise.</summary>
    [TestMethod]
    public void AllListsAndModelsOfFoldsAreCheckedBeforeTheFirst()
    {
        using var folder = new TemporaryFolder();
        foreach (int fold in (int[])[1, 2, 3])
            TinyModel.Write(folder, $"model{fold}.safetensors");
        folder.Write("set_1.csv", "path,label\nmissing.y4m,fear\n"u8.ToArray());
        TestClips.WriteList(folder, 7, name: "set_2.csv");
        string Failure() => CliRun.Of("evaluate", "-m", folder["model{}.safetensors"], "--data", folder["set_{}.csv"], "--folds", "1-4").Failure(ExitCode.BadInput);
        StringAssert.Contains(Failure(), "set_3.csv");
        folder.Write("set_3.csv", "path,label\nclip 0.y4m,hapiness\n"u8.ToArray());
        StringAssert.Contains(Failure(), "set_3.csv, line 2: the label 'hapiness' is unknown (did you mean 'happiness'?)");
        TestClips.WriteList(folder, 7, name: "set_3.csv");
        StringAssert.Contains(Failure(), "model4.safetensors");
        File.Move(folder["model3.safetensors"], folder["model4.safetensors"]);
        File.WriteAllText(folder["model3.safetensors"], "no model");
        StringAssert.Contains(Failure(), "model3.safetensors");
    }

    [TestMethod]
    public void AModalityThatNoClipHasIsRefusedAndPartsAreCounted()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), data = TestClips.WriteList(folder, 14);
        CliRun audio = CliRun.Of("evaluate", "-m", model, "--data", data, "--modality", "audio");
        Assert.AreEqual(ExitCode.BadInput, audio.Code);
        StringAssert.Contains(audio.Error, "0 of 14 clips have audio");
        CliRun both = CliRun.Of("evaluate", "-m", model, "--data", data, "--json");
        StringAssert.Contains(both.Json().GetProperty("warnings")[0].GetString(), "0 of 14 clips have audio");
        StringAssert.Contains(both.Error, "Warning: 0 of 14 clips have audio");
        string video = CliRun.Of("evaluate", "-m", model, "--data", data, "--modality", "video", "--json").Json().GetProperty("warnings").GetRawText();
        Assert.DoesNotContain("audio", video);
    }

    [TestMethod]
    public void AFolderWithAListNamesTheList()
    {
        using var folder = new TemporaryFolder();
        string list = TestClips.WriteList(folder, 2);
        CliRun run = CliRun.Of("evaluate", "-m", TinyModel.Write(folder), "--data", Path.GetDirectoryName(list)!);
        Assert.AreEqual(ExitCode.BadInput, run.Code);
        StringAssert.Contains(run.Error, $"name the list itself ({list})");
    }

    [TestMethod]
    public void AnOfficialListWithoutImagesIsNamed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["clip_224x224"]);
        Directory.CreateDirectory(folder["clip_224x224/00001"]);
        string list = folder.Write("list.txt", "clip_224x224/00001 1 0\n"u8.ToArray());
        string failure = CliRun.Of("evaluate", "-m", TinyModel.Write(folder), "--data", "dfew:" + list, "--json").Error;
        StringAssert.Contains(failure, "1 of 1 clips cannot be read, more than 5 %");
        StringAssert.Contains(failure, "holds no images");
    }

    [TestMethod]
    [DataRow("d", "--folds", "5", "--folds needs '{}'")]
    [DataRow("d", "--modality", "smell", "--modality smell: must be both, audio or video.")]
    [DataRow("d", "--audio-channel", "left", "--audio-channel left: must be auto or published.")]
    [DataRow("d{}", "--folds", "0-", "--folds 0-: must be")]
    [DataRow("d{}", "--folds", "3-1", "must be")]
    [DataRow("d{}", "--folds", "1,1", "must be")]
    public void AWrongOptionIsNamed(string data, string option, string value, string message) => StringAssert.Contains(
        CliRun.Of("evaluate", "-m", "m", "--data", data, option, value).Misuse(), message);

    [TestMethod]
    public void EachFoldHasItsOwnAdapter()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of(
            "evaluate", "-m", TinyModel.Write(folder), "--adapter", folder["fold{}.safetensors"], "--data", TestClips.WriteList(folder, 2), "--folds", "3-4");
        Assert.AreEqual(ExitCode.BadInput, run.Code);
        StringAssert.Contains(run.Error, folder["fold3.safetensors"]);
    }

    [TestMethod]
    public void BadInputIsReportedInOneLine()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), data = folder.Write("bad.csv", "path,label\nx.y4m,hapiness\n"u8.ToArray());
        StringAssert.Contains(LastLine(CliRun.Of("evaluate", "-m", model, "--data", data)), "line 2: the label 'hapiness' is unknown");
        StringAssert.Contains(LastLine(CliRun.Of("evaluate", "-m", model, "--data", folder["none"])), "the file does not exist");
        StringAssert.Contains(
            CliRun.Of("evaluate", "-m", model, "--data", data, "--report", folder["none/r.html"]).Failure(ExitCode.BadInput), "its folder does not exist");
    }

    private static string LastLine(CliRun run)
    {
        Assert.AreEqual(ExitCode.BadInput, run.Code);
        Assert.AreEqual("", run.Output);
        // The note on untrained weights comes first.
        string[] lines = run.Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.IsTrue(lines.Length <= 2, run.Error);
        return lines[^1];
    }
}
