using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class ConvertCommandTests
{
    [TestMethod]
    public void AnOfficialCheckpointBecomesAModel()
    {
        using var folder = new TemporaryFolder();
        string output = folder["model.safetensors"];
        JsonElement json = CliRun.Of("convert", Goldens.Path("checkpoints", "official_tiny.pth"), output, "--json").Json();
        Assert.AreEqual(output, json.GetProperty("path").GetString());
        Assert.AreEqual("model", json.GetProperty("kind").GetString());
        Assert.AreEqual(64, json.GetProperty("imageSize").GetInt32());
        Assert.AreEqual(7, json.GetProperty("labels").GetArrayLength());
        Assert.AreEqual(new FileInfo(output).Length, json.GetProperty("fileSize").GetInt64());
        Assert.AreEqual("official_tiny.pth", json.GetProperty("metadata").GetProperty("source").GetString());
    }

    [TestMethod]
    public void LabelsAndHalfAreApplied()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        long whole = new FileInfo(model).Length;
        JsonElement json = CliRun.Of("convert", model, model, "--half", "--labels", "a,b,c,d,e,f,g", "--json").Json();
        Assert.AreEqual("g", json.GetProperty("labels")[6].GetString());
        Assert.IsLessThan(0.6 * whole, json.GetProperty("fileSize").GetInt64());
        CliRun table = CliRun.Of("info", model);
        StringAssert.Contains(table.Output, "a, b, c, d, e, f, g");
        StringAssert.Contains(table.Output, "F16");
        StringAssert.DoesNotMatch(table.Output, new("\u001b"));
    }

    [TestMethod]
    public void EightBitIsAQuarterAndIsComparedOnClips()
    {
        using var folder = new TemporaryFolder();
        string model = TestFiles.DemoModel, output = folder["bytes"];
        JsonElement json = CliRun.Of("convert", model, output, "--int8", "--clips", TestFiles.Face, TestFiles.Voice, "--json").Json();
        JsonElement agreement = json.GetProperty("agreement");
        Assert.AreEqual(2, agreement.GetProperty("clips").GetInt32());
        Assert.AreEqual(2, agreement.GetProperty("sameLabel").GetInt32());
        Assert.AreEqual(0, agreement.GetProperty("largestChange").GetDouble(), 0.1);
        Assert.AreNotEqual(0, agreement.GetProperty("largestChange").GetDouble());
        Assert.AreEqual(JsonValueKind.Null, agreement.GetProperty("warning").ValueKind);
        Assert.AreEqual("int8", json.GetProperty("metadata").GetProperty("precision").GetString());
        Assert.IsLessThan(0.5 * new FileInfo(model).Length, json.GetProperty("fileSize").GetInt64());
        StringAssert.Contains(CliRun.Of("info", output).Output, "encoders in 8 bit");
        CliRun text = CliRun.Of("convert", model, output, "--int8", "--clips", TestFiles.Face);
        StringAssert.Contains(text.Output, "Same label as the original in 1 of 1 clips");
        StringAssert.Contains(new Output.Agreement(50, 49, 0.4).Warning, "only 49 of 50 clips keep their label");
        Assert.IsNull(new Output.Agreement(100, 99, 0.4).Warning);
        StringAssert.Contains(CliRun.Of("convert", output, folder["again"], "--half").Failure(ExitCode.BadInput), "8 bit");
        StringAssert.Contains(CliRun.Of("convert", output, output, "--int8", "--clips", TestFiles.Face).Failure(ExitCode.BadInput), "another file than IN");
        StringAssert.Contains(CliRun.Of("convert", model, output, "--int8", "--half").Misuse(), "--half and --int8");
        StringAssert.Contains(CliRun.Of("convert", model, output, "--clips", TestFiles.Face).Misuse(), "--clips needs --int8");
    }

    [TestMethod]
    public void TheSampleRateThatAModelLearnedIsNamed()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), named = folder["named.safetensors"];
        Assert.AreEqual(JsonValueKind.Null, CliRun.Of("info", model, "--json").Json().GetProperty("sampleRate").ValueKind);
        StringAssert.Contains(CliRun.Of("info", model).Output, "at its own rate");
        Assert.AreEqual(16000, CliRun.Of("convert", model, named, "--sample-rate", "16000", "--json").Json().GetProperty("sampleRate").GetInt32());
        StringAssert.Contains(CliRun.Of("info", named).Output, "16000 Hz; other rates are converted");
        Assert.AreEqual(16000, CliRun.Of("convert", named, named, "--json").Json().GetProperty("sampleRate").GetInt32());
        foreach (string rate in (string[])["3999", "200000", "fast"])
            StringAssert.Contains(CliRun.Of("convert", model, named, "--sample-rate", rate).Misuse(), "--sample-rate");
    }

    [TestMethod]
    public void TooFewLabelsAreRefusedAndNothingIsWritten()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder), output = folder["out.safetensors"];
        string failure = CliRun.Of("convert", model, output, "--labels", "a,b", "--json").Failure(ExitCode.BadInput);
        StringAssert.Contains(failure, "2 names for 7 classes");
        Assert.HasCount(1, folder.Names());
    }

    [TestMethod]
    [DataRow("missing/out.safetensors")]
    [DataRow("folder")]
    public void AnOutputThatCannotBeWrittenIsNamed(string name)
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        Directory.CreateDirectory(folder["folder"]);
        string failure = CliRun.Of("convert", model, folder[name], "--json").Failure(ExitCode.BadInput);
        StringAssert.Contains(failure, folder[name]);
        StringAssert.Contains(failure, "cannot be written");
        Assert.HasCount(2, folder.Names());
    }

    [TestMethod]
    public void EveryHostileFileIsRefusedByEveryCommand()
    {
        using var folder = new TemporaryFolder();
        string[] files = Directory.GetFiles(Goldens.Path("checkpoints", "hostile"));
        Assert.IsGreaterThan(15, files.Length);
        foreach (string file in files)
        {
            string output = folder["out.safetensors"];
            foreach (string[] line in (string[][])[
                ["convert", file, output, "--json"],
                ["predict", "--model", file, "--frames", TestFiles.Face, "--json"],
                ["init", "--face", file, "--audio", file, output, "--image-size", "112", "--labels", "dfew", "--json"]])
            {
                StringAssert.Contains(CliRun.Of(line).Failure(ExitCode.BadInput), Path.GetFileName(file));
            }
        }
        Assert.IsEmpty(folder.Names());
        Assert.IsFalse(File.Exists(Path.Combine(Path.GetTempPath(), "mmadfer_pwned")));
    }
}
