using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class FinetuneCommandTests
{
    [TestMethod]
    public void FromScratchToAMergedModelThatPredicts()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 9, 1), held = TestClips.WriteLearnable(folder["held"], 3, 2);
        JsonElement json = CliRun.Of(
            "finetune", "--model", model, "--data", clips, "--validation", held, "--out", folder["out"], "--train", "all", "--epochs", "2",
            "--batch", "3", "--lr", "1e-3", "--json").Json();
        Assert.AreEqual(6, json.GetProperty("steps").GetInt32());
        Assert.HasCount(2, json.GetProperty("epochs").EnumerateArray().ToArray());
        Assert.AreEqual(JsonValueKind.Number, json.GetProperty("epochs")[1].GetProperty("validationLoss").ValueKind);
        string[] lines = File.ReadAllLines(folder["out/losses.csv"]);
        Assert.AreEqual("step,loss", lines[0]);
        Assert.HasCount(7, lines);
        string adapter = json.GetProperty("adapter").GetString()!;
        Assert.AreEqual("adapter", CliRun.Of("info", adapter, "--json").Json().GetProperty("kind").GetString());

        string report = File.ReadAllText(json.GetProperty("report").GetString()!);
        foreach (string expected in (string[])["Fine-tuning of trainable.safetensors", "<svg", "low blue", "learning rate"])
            StringAssert.Contains(report, expected);
        JsonElement evaluated = CliRun.Of("evaluate", "--model", model, "--adapter", adapter, "--data", held, "--json").Json();
        Assert.AreEqual(
            json.GetProperty("epochs")[1].GetProperty("validationAccuracy").GetDouble(), evaluated.GetProperty("war").GetDouble() / 100, 1e-9);

        string merged = folder["merged.safetensors"];
        Assert.AreEqual("model", CliRun.Of("merge", "--model", model, "--adapter", adapter, merged, "--json").Json().GetProperty("kind").GetString());
        string[] clip = ["--frames", folder["held/0.y4m"], "--audio", folder["held/0.wav"], "--json"];
        string With(params string[] how) => CliRun.Of(["predict", .. how, .. clip]).Json().GetProperty("probabilities").GetRawText();
        Assert.AreEqual(With("--model", merged), With("--model", model, "--adapter", adapter));
        Assert.AreNotEqual(With("--model", merged), With("--model", model));
    }

    [TestMethod]
    [DataRow("--fusion mult-concat --latent 8 --prompt-updates 4 --temporal both --adapter-width 8", "mult-concat", 8, 4, "both", 8)]
    [DataRow("--fusion add --prompt-updates 0 --temporal adapters --adapter-width 6", "add", 0, 0, "adapters", 6)]
    [DataRow("--fusion none --prompt-updates 12", "none", 0, 12, "final", 0)]
    public void EachVariantIsTrainedMergedAndUsed(string options, string fusion, int latent, int updates, string temporal, int adapterWidth)
    {
        using var folder = new TemporaryFolder();
        string model = folder["variant.safetensors"], clips = TestClips.WriteLearnable(folder["clips"], 6, 1), merged = folder["merged.safetensors"];
        JsonElement made = CliRun.Of(
        [
            "init", "--small", model, "--image-size", "16", "--labels", "low red,low blue,high red", "--width", "32", "--mlp-width", "64",
            .. options.Split(' '), "--json",
        ]).Json();
        foreach (JsonElement variant in (JsonElement[])[made.GetProperty("variant"), CliRun.Of("info", model, "--json").Json().GetProperty("variant")])
        {
            Assert.AreEqual(fusion, variant.GetProperty("fusion").GetString());
            Assert.AreEqual(latent == 0 ? "null" : $"{latent}", variant.GetProperty("latent").GetRawText());
            Assert.AreEqual(updates, variant.GetProperty("promptUpdates").GetInt32());
            Assert.AreEqual(temporal, variant.GetProperty("temporal").GetString());
            Assert.AreEqual(adapterWidth, variant.GetProperty("temporalAdapterWidth").GetInt32());
        }
        StringAssert.Contains(CliRun.Of("info", model).Output, fusion + (latent == 0 ? "" : $", latent {latent} wide"));

        string adapter = CliRun.Of(
            "finetune", "--model", model, "--data", clips, "--out", folder["out"], "--epochs", "2", "--batch", "3", "--lr", "1e-2", "--json").Json()
            .GetProperty("adapter").GetString()!;
        JsonElement evaluated = CliRun.Of("evaluate", "--model", model, "--adapter", adapter, "--data", clips, "--json").Json();
        Assert.AreEqual(JsonValueKind.Number, evaluated.GetProperty("war").ValueKind);
        JsonElement joined = CliRun.Of("merge", "--model", model, "--adapter", adapter, merged, "--json").Json();
        Assert.AreEqual(made.GetProperty("variant").GetRawText(), joined.GetProperty("variant").GetRawText());
        Assert.AreEqual(made.GetProperty("trainedParameters").GetInt64(), CliRun.Of("info", adapter, "--json").Json().GetProperty("parameters").GetInt64());
        string[] clip = ["--frames", folder["clips/0.y4m"], "--audio", folder["clips/0.wav"], "--json"];
        string With(params string[] how) => CliRun.Of(["predict", .. how, .. clip]).Json().GetProperty("probabilities").GetRawText();
        Assert.AreEqual(With("--model", merged), With("--model", model, "--adapter", adapter));
        Assert.AreNotEqual(With("--model", merged), With("--model", model));
    }

    [TestMethod]
    public void FoldsOfWholePeopleJudgeTheTraining()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 9, 1);
        string[] lines = File.ReadAllLines(clips);
        File.WriteAllLines(clips, lines.Select((line, i) => i == 0 ? line + ",person" : $"{line},{(i - 1) / 3}"));
        string[] command = ["finetune", "--model", model, "--data", clips, "--out", folder["out"], "--epochs", "1", "--batch", "3", "--folds", "each"];
        JsonElement json = CliRun.Of([.. command, "--json"]).Json();
        Assert.HasCount(3, json.GetProperty("folds").EnumerateArray().ToArray());
        Assert.HasCount(3, json.GetProperty("groups").EnumerateArray().ToArray());
        Assert.AreEqual("groups", json.GetProperty("intervalsOver").GetString());
        Assert.AreEqual(JsonValueKind.Object, json.GetProperty("comparison").ValueKind);
        Assert.AreEqual(json.GetProperty("folds").EnumerateArray().Average(f => f.GetProperty("war").GetDouble()), json.GetProperty("after").GetProperty("war").GetDouble(), 1e-9);
        string report = File.ReadAllText(json.GetProperty("report").GetString()!);
        foreach (string expected in (string[])["Every clip was judged by an adapter that was trained without it", "(3 folds)", "mean ± deviation", "Results of each group", "How sure this is"])
            StringAssert.Contains(report, expected);
        CliRun text = CliRun.Of([.. command, "--overwrite"]);
        StringAssert.Contains(text.Output, "recognised correctly in 3 folds, each without its group in the training");
        StringAssert.Contains(text.Output, "points over the model before, interval ");
        foreach (string line in (string[])["Fold 1/3, epoch 1/1", "Fold 3/3, epoch 1/1", "All clips, epoch 1/1"])
            StringAssert.Contains(text.Error, line);
        Assert.IsTrue(File.Exists(folder["out/adapter.safetensors"]));
    }

    [TestMethod]
    [DataRow("--folds 1", "must be a number from 2")]
    [DataRow("--folds person", "or 'each' for one fold per group")]
    [DataRow("--folds 3 --patience 2", "cannot be combined with --validation")]
    [DataRow("--folds 3 --validation-share 0.2", "cannot be combined with --validation")]
    public void FoldsThatCannotJudgeAreRefused(string options, string expected) => StringAssert.Contains(
        CliRun.Of(["finetune", "--model", "m.safetensors", "--data", "clips.csv", "--out", "out", .. options.Split(' ')]).Misuse(), expected);

    [TestMethod]
    public void ExistingFilesAreOverwrittenOnlyOnRequest()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 3, 1);
        string[] line = ["finetune", "--model", model, "--data", clips, "--out", folder["out"], "--batch", "3", "--epochs", "1", "--json"];
        // A report of something else.
        Directory.CreateDirectory(folder["out"]);
        File.WriteAllText(folder["out/report.html"], "mine");
        StringAssert.Contains(CliRun.Of(line).Failure(ExitCode.BadInput), "already holds a report");
        File.Delete(folder["out/report.html"]);
        CliRun.Of(line).Json();
        File.Delete(folder["out/report.html"]);
        StringAssert.Contains(CliRun.Of(line).Failure(ExitCode.BadInput), "already contains a training; overwrite it (--overwrite), or choose another folder");
        CliRun.Of([.. line, "--overwrite"]).Json();
    }

    [TestMethod]
    public void WarningsAreOnStandardErrorInTheResultAndInTheReport()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 9, 1), held = TestClips.WriteLearnable(folder["held"], 6, 2);
        CliRun run = CliRun.Of(
            "finetune", "--model", model, "--data", clips, "--validation", held, "--out", folder["out"], "--batch", "3", "--epochs", "2", "--lr", "10",
            "--train", "classifier", "--json");
        JsonElement json = run.Json();
        string[] warnings = [.. json.GetProperty("warnings").EnumerateArray().Select(w => w.GetString()!)];
        Assert.IsTrue(warnings.Any(w => w.StartsWith("The training diverges", StringComparison.Ordinal)), run.Error);
        string report = File.ReadAllText(json.GetProperty("report").GetString()!);
        foreach (string warning in warnings)
        {
            StringAssert.Contains(run.Error, $"Warning: {warning}");
            StringAssert.Contains(report, $"<p class=\"warning\">{warning}</p>");
        }
        // What it was before is what an evaluation of the model says.
        JsonElement evaluated = CliRun.Of("evaluate", "--model", model, "--data", held, "--json").Json();
        Assert.AreEqual(evaluated.GetProperty("war").GetDouble(), json.GetProperty("before").GetProperty("war").GetDouble(), 1e-9);
        StringAssert.Contains(report, "<h2>Before and after</h2>");
        JsonElement unjudged = CliRun.Of("finetune", "--model", model, "--data", clips, "--out", folder["unjudged"], "--batch", "3", "--epochs", "1", "--json").Json();
        Assert.AreEqual(JsonValueKind.Null, unjudged.GetProperty("before").ValueKind);
        StringAssert.Contains(File.ReadAllText(unjudged.GetProperty("report").GetString()!), "There were no validation clips");
    }

    [TestMethod]
    [DataRow("low red,low blue,hihg red", "line 4: the label 'hihg red' is unknown (did you mean 'high red'?)")]
    [DataRow("1,2,3", "line 4: the label '3' is unknown; numbers count from 0 (low red) to 2 (high red), but these seem to count from 1")]
    [DataRow("low red,low blue,9", "line 4: the label '9' is unknown; it must be one of low red, low blue, high red, or a number between 0 and 2.")]
    public void UnknownLabelsAreRefusedWithoutTheLabelsOption(string labels, string message)
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 3, 1);
        File.WriteAllText(clips, "path,label,audio\n" + string.Concat(labels.Split(',').Select((l, i) => $"{i}.y4m,{l},{i}.wav\n")));
        foreach (string command in (string[])["finetune", "evaluate"])
        {
            string[] output = command == "finetune" ? ["--out", folder["out"], "--batch", "3", "--epochs", "1"] : [];
            CliRun run = CliRun.Of([command, "--model", model, "--data", clips, .. output]);
            Assert.AreEqual(ExitCode.BadInput, run.Code, command);
            StringAssert.Contains(run.Error, message, command);
        }
        Assert.IsFalse(Directory.Exists(folder["out"]));
    }

    /// <summary>Numbers mean the model's classes, whatever their order, for training as for evaluation.</summary>
    [TestMethod]
    public void NumbersReferToTheModelsClasses()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 3, 1);
        File.WriteAllText(clips, "path,label,audio\n0.y4m,0,0.wav\n1.y4m,1,1.wav\n2.y4m,2,2.wav\n");
        JsonElement json = CliRun.Of("finetune", "--model", model, "--data", clips, "--out", folder["out"], "--batch", "3", "--epochs", "1", "--json").Json();
        CollectionAssert.AreEqual(TestClips.LearnableLabels, json.GetProperty("labels").EnumerateArray().Select(l => l.GetString()).ToArray());
        Assert.AreEqual(0, json.GetProperty("warnings").GetArrayLength());
    }

    [TestMethod]
    public void BadInputIsReportedInOneSentence()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.WriteTrainable(folder), clips = TestClips.WriteLearnable(folder["clips"], 3, 1);
        string[] Line(string from, string data) => ["finetune", "--model", from, "--data", data, "--out", folder["out"], "--batch", "3", "--json"];
        StringAssert.Contains(CliRun.Of(Line(clips, clips)).Failure(ExitCode.BadInput), "this is not a model file");
        StringAssert.Contains(CliRun.Of(Line(model, folder["none.csv"])).Failure(ExitCode.BadInput), "none.csv");
        StringAssert.Contains(CliRun.Of([.. Line(model, clips)[..^3], "--batch", "4", "--json"]).Failure(ExitCode.BadInput), "3 clips are fewer than one batch of 4");
        StringAssert.Contains(CliRun.Of([.. Line(model, clips), "--patience", "2"]).Failure(ExitCode.BadInput), "validation clips");
        StringAssert.Contains(CliRun.Of("merge", "--model", model, "--adapter", model, folder["out"]).Failure(ExitCode.BadInput), "not an adapter");
    }

    [TestMethod]
    [DataRow("finetune --model m --data d")]
    [DataRow("finetune --model m --data d --out o --train heads")]
    [DataRow("finetune --model m --data d --out o --epochs 0")]
    [DataRow("finetune --model m --data d --out o --lr 0")]
    [DataRow("finetune --model m --data d --out o --drop-path 1")]
    [DataRow("merge --model m out")]
    [DataRow("init --small out --image-size 64")]
    [DataRow("init --small out --image-size 64 --labels a,b --face f")]
    [DataRow("init out --image-size 64 --labels a,b --face f --audio a --width 32")]
    [DataRow("init out --image-size 64 --labels a,b --small --width none")]
    [DataRow("init out --image-size 64 --labels a,b --small --width 40")]
    [DataRow("init out --image-size 64 --labels a,b --small --fusion mult --latent 7")]
    [DataRow("init out --image-size 64 --labels a,b --small --fusion concat")]
    [DataRow("init out --image-size 64 --labels a,b --small --fusion add --latent 8")]
    [DataRow("init out --image-size 64 --labels a,b --small --latent 0")]
    [DataRow("init out --image-size 64 --labels a,b --small --prompt-updates 5")]
    [DataRow("init out --image-size 64 --labels a,b --small --temporal none")]
    [DataRow("init out --image-size 64 --labels a,b --small --adapter-width 8")]
    [DataRow("init out --image-size 64 --labels a,b --small --temporal both --adapter-width 7")]
    public void AWrongCommandLineIsUsage(string line) => Assert.AreNotEqual("", CliRun.Of(line.Split(' ')).Misuse());

    [TestMethod]
    [DataRow("--batch 8 --micro-batch 3", "--micro-batch 3: must divide --batch 8.")]
    [DataRow("--modality audio --modality-dropout 0.5", "--modality-dropout must be 0 if --modality is audio or video.")]
    [DataRow("--resume --overwrite", "--resume and --overwrite cannot be combined; choose one.")]
    [DataRow("--micro-batch 0", "--micro-batch 0: must be ")]
    [DataRow("--modality smell --modality-dropout 0.5", "--modality smell: must be both, audio or video.")]
    public void AnInvalidOptionIsNamedInOneSentence(string options, string message)
    {
        string error = CliRun.Of([.. "finetune --model m --data d --out o ".Split(' ', StringSplitOptions.RemoveEmptyEntries), .. options.Split(' ')]).Misuse();
        StringAssert.StartsWith(error, message);
        Assert.DoesNotContain("Parameter", error);
    }
}
