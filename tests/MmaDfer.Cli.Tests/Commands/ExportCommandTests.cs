using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class ExportCommandTests
{
    [TestMethod]
    public void AModelBecomesAnOnnxFile()
    {
        using var folder = new TemporaryFolder();
        string output = folder["out ü.onnx"];
        JsonElement json = CliRun.Of("export", "--model", TinyModel.Write(folder), output, "--json").Json();
        Assert.AreEqual(output, json.GetProperty("path").GetString());
        Assert.AreEqual(new FileInfo(output).Length, json.GetProperty("fileSize").GetInt64());
        Assert.AreEqual("float32", json.GetProperty("precision").GetString());
        Assert.AreEqual(17, json.GetProperty("operatorSet").GetInt32());
        Assert.AreEqual(32, json.GetProperty("imageSize").GetInt32());
        Assert.AreEqual(1, json.GetProperty("batch").GetInt32());
        Assert.IsFalse(json.GetProperty("fusedAttention").GetBoolean());
        Assert.AreEqual("happiness", json.GetProperty("labels")[0].GetString());
    }

    [TestMethod]
    public void HalfBatchAndFusedAttentionAreApplied()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        JsonElement whole = CliRun.Of("export", "-m", model, folder["a.onnx"], "--json").Json();
        JsonElement half = CliRun.Of("export", "-m", model, folder["b.onnx"], "--half", "--batch", "2", "--fused-attention", "--json").Json();
        Assert.AreEqual("float16", half.GetProperty("precision").GetString());
        Assert.AreEqual(2, half.GetProperty("batch").GetInt32());
        Assert.IsTrue(half.GetProperty("fusedAttention").GetBoolean());
        Assert.IsLessThan(0.8 * whole.GetProperty("fileSize").GetInt64(), half.GetProperty("fileSize").GetInt64());
    }

    [TestMethod]
    public void AModelInEightBitIsExportedSo()
    {
        using var folder = new TemporaryFolder();
        string model = folder["model.safetensors"], bytes = folder["bytes.safetensors"];
        Assert.AreEqual(ExitCode.Done, CliRun.Of("init", "--small", model, "--image-size", "32", "--width", "64", "--labels", "dfew").Code);
        Assert.AreEqual(ExitCode.Done, CliRun.Of("convert", model, bytes, "--int8").Code);
        JsonElement json = CliRun.Of("export", "-m", bytes, folder["a.onnx"], "--int8", "--json").Json();
        Assert.AreEqual("int8", json.GetProperty("precision").GetString());
        CliRun other = CliRun.Of("export", "-m", model, folder["b.onnx"], "--int8");
        Assert.AreEqual(ExitCode.BadInput, other.Code);
        StringAssert.Contains(other.Error, "is not in 8 bit, so it cannot be exported so; convert it first (mmadfer convert --int8).");
        CliRun both = CliRun.Of("export", "-m", bytes, folder["c.onnx"], "--int8", "--half");
        Assert.AreEqual(ExitCode.Usage, both.Code);
        StringAssert.Contains(both.Error, "--half and --int8 cannot be combined");
    }

    [TestMethod]
    public void TheTableNamesInputsAndOutputs()
    {
        using var folder = new TemporaryFolder();
        CliRun run = CliRun.Of("export", "--model", TinyModel.Write(folder), folder["a.onnx"], "--batch", "2");
        Assert.AreEqual(ExitCode.Done, run.Code, run.Error);
        foreach (string text in (string[])["a.onnx", "frames [32, 3, 32, 32] float32", "audio [2, 1, 512, 128]", "logits [2, 7]", "happiness, sadness"])
            StringAssert.Contains(run.Output, text);
        Assert.AreEqual("", run.Error);
    }

    [TestMethod]
    [DataRow("--batch", "0", "--batch 0: must be a whole number between 1 and 256")]
    [DataRow("--batch", "x", "--batch x: must be a whole number between 1 and 256")]
    [DataRow("--batch", "257", "--batch 257: must be a whole number between 1 and 256")]
    public void AWrongBatchIsMisuse(string option, string value, string problem)
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(CliRun.Of("export", "--model", TinyModel.Write(folder), folder["a.onnx"], option, value).Misuse(), problem);
        Assert.HasCount(1, folder.Names());
    }

    [TestMethod]
    public void ModelAndOutputAreRequired()
    {
        using var folder = new TemporaryFolder();
        StringAssert.Contains(CliRun.Of("export", folder["a.onnx"]).Misuse(), "--model");
        StringAssert.Contains(CliRun.Of("export", "--model", TinyModel.Write(folder)).Misuse(), "export");
    }

    [TestMethod]
    [DataRow("missing/out.onnx")]
    [DataRow("folder")]
    public void AnOutputThatCannotBeWrittenIsNamed(string name)
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        Directory.CreateDirectory(folder["folder"]);
        string failure = CliRun.Of("export", "--model", model, folder[name], "--json").Failure(ExitCode.BadInput);
        StringAssert.Contains(failure, folder[name]);
        StringAssert.Contains(failure, "cannot be written");
        Assert.HasCount(2, folder.Names());
    }

    [TestMethod]
    public void BadModelsAreRefusedAndNothingIsWritten()
    {
        using var folder = new TemporaryFolder();
        string missing = folder["missing.safetensors"], output = folder["a.onnx"];
        StringAssert.Contains(CliRun.Of("export", "-m", missing, output, "--json").Failure(ExitCode.BadInput), "there is no such file");
        foreach (string file in Directory.GetFiles(Goldens.Path("checkpoints", "hostile")))
            StringAssert.Contains(CliRun.Of("export", "-m", file, output, "--json").Failure(ExitCode.BadInput), Path.GetFileName(file));
        Assert.IsEmpty(folder.Names());
    }
}
