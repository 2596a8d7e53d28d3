using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>Errors before and during a training: each is one sentence, and no saved state is lost.</summary>
[TestClass]
public sealed class TrainingFaultTests : SmallTraining
{
    /// <summary>Memory runs out during preparation, in the second step, and in the validation after the last step.</summary>
    [TestMethod]
    [DataRow(-1)]
    [DataRow(1)]
    [DataRow(4)]
    public void WithoutEnoughMemoryTheMicroBatchShrinks(int forwards)
    {
        string model = Small();
        ClipDataset clips = Clips("train", 12, 1), held = Clips("held", 6, 2);
        TrainingOptions options = Quick with { BatchSize = 6, MicroBatchSize = 6, Epochs = 2 };
        var engine = new ShortOfMemoryEngine(clips: 2, forwards);
        TrainingResult result = Train(model, clips, held, "short", options with { Engine = engine });
        // 6, half of 6, and the next smaller divisor.
        CollectionAssert.AreEqual((int[])[6, 3, 1], engine.Requested);
        Assert.AreEqual(1, result.MicroBatchSize);
        TrainingResult usual = Train(model, clips, held, "usual", options);
        Assert.AreEqual(6, usual.MicroBatchSize);
        Closeness.Assert(usual.Losses.ToArray(), result.Losses.ToArray(), 1e-4, "losses");
        Assert.HasCount(6, result.Validation!.Clips);
        // If not even one clip fits, training fails.
        Assert.ThrowsExactly<EngineException>(() => Train(model, clips, held, "none", options with { Engine = new ShortOfMemoryEngine(clips: 0, forwards) }));
    }

    [TestMethod]
    public void ResumingWithOtherSettingsNamesTheSetting()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        Train(model, clips, null, "out", Quick);
        TrainingOptions resume = Quick with { Resume = true };
        foreach ((TrainingOptions options, string named) in (ReadOnlySpan<(TrainingOptions, string)>)[
            (resume with { LearningRate = 1 }, "learning rate '0.0001'"), (resume with { BatchSize = 2 }, "batch size '3'"), (resume with { Seed = 9 }, "seed '1'")])
        {
            var error = Assert.ThrowsExactly<TrainingException>(() => Train(model, clips, null, "out", options));
            StringAssert.Contains(error.Message, named);
            Assert.DoesNotContain("\n", error.Message);
        }
        var data = Assert.ThrowsExactly<TrainingException>(() => Train(model, Clips("other", 7, 1), null, "out", resume));
        StringAssert.Contains(data.Message, "training clips '6 (");
        var other = Assert.ThrowsExactly<TrainingException>(() => Train(Small(seed: 5), clips, null, "out", resume));
        StringAssert.Contains(other.Message, "the model '");
    }

    [TestMethod]
    public void AFileThatIsNotAStateIsRefused()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        Train(model, clips, null, "out", Quick);
        string state = Folder["out", AdapterTrainer.StateName];
        byte[] good = File.ReadAllBytes(state);
        File.WriteAllBytes(state, good[..^10]);
        Assert.ThrowsExactly<ModelFileException>(() => Train(model, clips, null, "out", Quick with { Resume = true }));
        File.Copy(model, state, overwrite: true);
        var error = Assert.ThrowsExactly<ModelFileException>(() => Train(model, clips, null, "out", Quick with { Resume = true }));
        StringAssert.Contains(error.Message, "this is not a training state");
    }

    [TestMethod]
    public void ALossThatIsNotFiniteStopsTrainingAndTheLastStateRemains()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        TrainingOptions options = Quick with { SaveInterval = TimeSpan.Zero };
        TrainingResult whole = Train(model, clips, null, "whole", options);
        foreach (bool inGradient in (bool[])[false, true])
        {
            // The second clip of the third step, which is the first of the second epoch.
            var engine = new PoisonedEngine(forwards: 8, inGradient);
            var error = Assert.ThrowsExactly<TrainingException>(
                () => AdapterTrainer.Train(model, clips, null, Folder[$"{inGradient}"], options with { Engine = engine }));
            StringAssert.Contains(error.Message, $"The {(inGradient ? "gradient" : "loss")} of batch 1 in epoch 2 is not a finite number");
            Assert.AreEqual(3, error.Message.Split(".y4m'").Length - 1, error.Message);
            Assert.IsFalse(File.Exists(Folder[$"{inGradient}", AdapterTrainer.AdapterName]));
            TrainingResult resumed = Train(model, clips, null, $"{inGradient}", options with { Resume = true });
            CollectionAssert.AreEqual(whole.Losses.ToArray(), resumed.Losses.ToArray());
        }
    }

    [TestMethod]
    public void UnreadableClipsAreReportedAndTooManyAreAnError()
    {
        string model = Small();
        TrainingOptions options = Quick with { Epochs = 1, BatchSize = 10 };
        ClipDataset one = ClipDataset.FromCsv(TestClips.WriteLearnable(Folder["one"], 30, 1, i => i == 4 ? "missing.y4m" : null));
        TrainingResult result = Train(model, one, null, "out", options);
        Assert.HasCount(1, result.Skipped);
        StringAssert.Contains(result.Skipped[0].Reason, "missing.y4m");
        Assert.HasCount(3, result.Losses);
        ClipDataset three = ClipDataset.FromCsv(TestClips.WriteLearnable(Folder["three"], 30, 1, i => i % 10 == 4 ? "missing.y4m" : null));
        StringAssert.Contains(
            Assert.ThrowsExactly<DatasetException>(() => Train(model, three, null, "out 2", options)).Message, "more than 5 %");
    }

    [TestMethod]
    public void ValuesOutsideTheirRangeAreRefusedWhenTheyAreSet()
    {
        foreach ((Func<TrainingOptions> set, string name, string message) in (ReadOnlySpan<(Func<TrainingOptions>, string, string)>)[
            (() => new() { Epochs = 0 }, "Epochs", "Epochs must be between 1 and 100000."),
            (() => Quick with { BatchSize = 100_001 }, "BatchSize", "BatchSize must be between 1 and 100000."),
            (() => new() { MicroBatchSize = -1 }, "MicroBatchSize", "MicroBatchSize must be between 1 and 100000."),
            (() => new() { LearningRate = 0 }, "LearningRate", "LearningRate must be greater than 0 and at most 10."),
            (() => new() { LearningRate = double.NaN }, "LearningRate", "LearningRate must be greater than 0 and at most 10."),
            (() => new() { WarmupSteps = -1 }, "WarmupSteps", "WarmupSteps must be 0 or more."),
            (() => new() { WeightDecay = 10.5 }, "WeightDecay", "WeightDecay must be between 0 and 10."),
            (() => new() { MaxGradientNorm = 0 }, "MaxGradientNorm", "MaxGradientNorm must be greater than 0."),
            (() => new() { DropPath = 1 }, "DropPath", "DropPath must be at least 0 and less than 1."),
            (() => new() { LabelSmoothing = -0.1 }, "LabelSmoothing", "LabelSmoothing must be at least 0 and less than 1."),
            (() => new() { ModalityDropout = double.NaN }, "ModalityDropout", "ModalityDropout must be between 0 and 1."),
            (() => new() { Patience = 0 }, "Patience", "Patience must be 1 or more.")])
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(set, name);
            Assert.AreEqual(name, error.ParamName);
            StringAssert.StartsWith(error.Message, message);
        }
        // The bounds themselves are valid.
        Assert.IsNull(new TrainingOptions
        {
            Epochs = 1, BatchSize = 100_000, LearningRate = 10, WeightDecay = 0, MaxGradientNorm = double.PositiveInfinity, DropPath = 0, ModalityDropout = 1, Patience = null,
        }.Patience);
    }

    [TestMethod]
    public void ContradictoryOptionsAreRefusedBeforeAnythingIsRead()
    {
        ClipDataset clips = Clips("train", 6, 1);
        foreach ((TrainingOptions options, string message) in (ReadOnlySpan<(TrainingOptions, string)>)[
            (Quick with { MicroBatchSize = 2 }, "The micro-batch size 2 must divide the batch size 3."),
            (Quick with { Resume = true, Overwrite = true }, "Resume and Overwrite cannot be combined; choose one.")])
        {
            StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentException>(() => Train("no such model", clips, null, "out", options)).Message, message);
        }
        foreach ((TrainingOptions options, string message) in (ReadOnlySpan<(TrainingOptions, string)>)[
            (Quick with { Patience = 1 }, "needs validation clips"), (Quick with { BatchSize = 7 }, "6 clips are fewer than one batch of 7")])
        {
            StringAssert.Contains(Assert.ThrowsExactly<TrainingException>(() => Train("no such model", clips, null, "out", options)).Message, message);
        }
        Assert.IsFalse(Directory.Exists(Folder["out"]));
    }

    [TestMethod]
    public void AFolderThatIsNotWritableIsNamed()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        Folder.Write("file", [1]);
        var error = Assert.ThrowsExactly<ModelFileException>(() => Train(model, clips, null, Path.Combine("file", "out"), Quick));
        StringAssert.Contains(error.Message, Folder["file", "out"]);
        StringAssert.Contains(error.Message, "cannot be written");
        Directory.CreateDirectory(Folder["taken", AdapterTrainer.StateName]);
        var state = Assert.ThrowsExactly<ModelFileException>(() => Train(model, clips, null, "taken", Quick));
        StringAssert.Contains(state.Message, "cannot be written: this is a folder");
    }
}
