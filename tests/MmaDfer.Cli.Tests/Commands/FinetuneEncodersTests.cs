using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

/// <summary>What <c>mmadfer finetune</c> says of the encoders, and trainings that run them once for each clip.</summary>
[TestClass]
public sealed class FinetuneEncodersTests
{
    [TestMethod]
    public void APersonalTrainingRunsTheEncodersOnceForEachClip()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 9, 1);
        string[] line = ["finetune", "--model", model, "--data", clips, "--personal"];
        JsonElement json = CliRun.Of([.. line, "--out", folder["1"], "--json"]).Json();
        Assert.AreEqual(30, json.GetProperty("steps").GetInt32(), "one batch of 7 in each of 30 epochs");
        StringAssert.StartsWith(json.GetProperty("encoders").GetString(), "The encoders ran for 9 clips, ");
        StringAssert.Contains(File.ReadAllText(json.GetProperty("report").GetString()!), "The encoders ran for 9 clips, ");
        // What is given comes first.
        CliRun run = CliRun.Of([.. line, "--out", folder["2"], "--epochs", "2", "--batch", "3", "--micro-batch", "3", "--train", "classifier", "--cache", folder["1/cache"]]);
        Assert.AreEqual(ExitCode.Done, run.Code, run.Error);
        StringAssert.Contains(run.Error, "The encoders run once for each clip and view; their outputs are kept for the other epochs.");
        StringAssert.Contains(run.Output, "The encoders ran for 9 clips, ");
        Assert.HasCount(7, File.ReadAllLines(folder["2/losses.csv"]));
        CliRun usual = CliRun.Of("finetune", "--model", model, "--data", clips, "--out", folder["3"], "--epochs", "1");
        StringAssert.Contains(usual.Error, "The encoders run in every epoch, because the prompts and the fusion, which train, work inside them");
        StringAssert.Contains(CliRun.Of([.. line, "--out", folder["4"], "--micro-batch", "2"]).Misuse(), "--micro-batch 2: must divide --batch 7.");
        foreach (string[] train in (string[][])[["--train", "adapters"], ["--train", "all", "--personal"], []])
        {
            StringAssert.Contains(
                CliRun.Of(["finetune", "--model", model, "--data", clips, "--out", folder["5"], "--augmented-views", "2", .. train]).Misuse(), "--augmented-views is for --train head and classifier");
        }
    }
}
