using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>What goes wrong in a training, or before it: one sentence, and nothing is lost.</summary>
[TestClass]
public sealed class TrainingFaultTests : SmallTraining
{
    [TestMethod]
    [DataRow(-1)]
    [DataRow(1)]
    [DataRow(4)]
    public void WhereMemoryIsShortItGoesOnWithFewerClipsAtATime(int forwards)
    {
        string model = Small();
        ClipDataset clips = Clips("train", 12, 1), held = Clips("held", 6, 2);
        TrainingOptions options = Quick with { BatchSize = 6, MicroBatchSize = 6, Epochs = 2 };
        var engine = new ShortOfMemoryEngine(clips: 2, forwards);
        TrainingResult result = Train(model, clips, held, "short", options with { Engine = engine });
        // 6, half of it, and the next that divides the batch.
        CollectionAssert.AreEqual((int[])[6, 3, 1], engine.Asked);
        Assert.AreEqual(1, result.MicroBatchSize);
        TrainingResult usual = Train(model, clips, held, "usual", options);
        Assert.AreEqual(6, usual.MicroBatchSize);
        Closeness.Assert(usual.Losses.ToArray(), result.Losses.ToArray(), 1e-4, "losses");
        Assert.HasCount(6, result.Validation!.Clips);
        // One clip that does not fit ends it.
        Assert.ThrowsExactly<EngineException>(() => Train(model, clips, held, "none", options with { Engine = new ShortOfMemoryEngine(clips: 0, forwards) }));
    }

    [TestMethod]
    public void AResumeWithOtherSettingsIsRefusedByName()
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
    public void AStateThatIsNoneIsRefused()
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
        StringAssert.Contains(error.Message, "not the state of a training");
    }

    [TestMethod]
    public void ALossThatIsNoNumberStopsAndTheLastGoodStateStays()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        TrainingOptions options = Quick with { SaveInterval = TimeSpan.Zero };
        TrainingResult whole = Train(model, clips, null, "whole", options);
        foreach (bool inGradient in (bool[])[false, true])
        {
            // The second clip of the third step, which begins the second epoch.
            var engine = new PoisonedEngine(forwards: 8, inGradient);
            var error = Assert.ThrowsExactly<TrainingException>(
                () => AdapterTrainer.Train(model, clips, null, Folder[$"{inGradient}"], options with { Engine = engine }));
            StringAssert.Contains(error.Message, $"The {(inGradient ? "gradient" : "loss")} of batch 1 in epoch 2 is not a number");
            Assert.AreEqual(3, error.Message.Split(".y4m'").Length - 1, error.Message);
            Assert.IsFalse(File.Exists(Folder[$"{inGradient}", AdapterTrainer.AdapterName]));
            TrainingResult resumed = Train(model, clips, null, $"{inGradient}", options with { Resume = true });
            CollectionAssert.AreEqual(whole.Losses.ToArray(), resumed.Losses.ToArray());
        }
    }

    [TestMethod]
    public void UnreadableClipsAreReportedAndTooManyOfThemFail()
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
    public void OptionsThatMakeNoSenseAreRefusedBeforeAnythingIsRead()
    {
        ClipDataset clips = Clips("train", 6, 1);
        foreach ((TrainingOptions options, string message) in (ReadOnlySpan<(TrainingOptions, string)>)[
            (Quick with { Epochs = 0 }, "number of epochs is 0"), (Quick with { MicroBatchSize = 2 }, "a divisor of the batch size 3"),
            (Quick with { LearningRate = double.NaN }, "learning rate is NaN"), (Quick with { DropPath = 1 }, "drop path rate is 1"),
            (Quick with { Patience = 1 }, "needs validation clips"), (Quick with { BatchSize = 7 }, "6 clips are fewer than one batch of 7")])
        {
            var error = Assert.ThrowsExactly<TrainingException>(() => Train("no such model", clips, null, "out", options));
            StringAssert.Contains(error.Message, message);
        }
        Assert.IsFalse(Directory.Exists(Folder["out"]));
    }

    [TestMethod]
    public void AFolderThatCannotBeWrittenIsNamed()
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
