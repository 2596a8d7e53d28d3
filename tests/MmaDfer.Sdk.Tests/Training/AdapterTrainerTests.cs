using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Training;

[TestClass]
public sealed class AdapterTrainerTests : SmallTraining
{
    [TestMethod]
    public void ATinyNetworkLearnsFromScratchLabelsThatNeedBothModalities()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 48, 1), held = Clips("held", 24, 2);
        TrainingResult result = Train(model, clips, null, "out", new()
        {
            Engine = new CpuEngine(2), TrainableSet = TrainableSet.All, Epochs = 5, BatchSize = 4, LearningRate = 3e-3, WarmupSteps = 10, DropPath = 0, MaxGradientNorm = 1,
        });
        Assert.IsTrue(result.Losses[^1] < 0.5 * result.Losses[0], $"The loss fell only from {result.Losses[0]} to {result.Losses[^1]}.");
        CollectionAssert.AreEqual(clips.Labels.ToArray(), result.Labels.ToArray());
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model, new() { Engine = new CpuEngine(2), AdapterPath = result.AdapterPath });
        Assert.IsTrue(Accuracy(recognizer, held) > 0.9, $"Only {Accuracy(recognizer, held):P0} of the held-out clips are recognised.");
        recognizer.SetAdapter(null);
        Assert.IsTrue(Accuracy(recognizer, held) < 0.7, "The untrained network must not recognise the clips.");
    }

    [TestMethod]
    public void OnlyTheTensorsOfTheSetChange()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        using ModelFile before = ModelFile.Open(model);
        foreach (TrainableSet set in Enum.GetValues<TrainableSet>())
        {
            TrainingResult result = Train(model, clips, null, $"{set}", Quick with { TrainableSet = set });
            using AdapterFile adapter = AdapterFile.Open(result.AdapterPath);
            CollectionAssert.AreEquivalent(TrainableTensors.Names(set, before.Config), adapter.Weights.Tensors.Keys.ToArray());
            // All tensors except the gates, which only change in the second step.
            foreach (TensorInfo tensor in adapter.Weights.Tensors.Values.Where(t => t.Shape.Count > 1 && !t.Name.Contains("bias", StringComparison.Ordinal)))
                CollectionAssert.AreNotEqual(
                    before.Weights.ReadAll(before.Weights.Tensors[tensor.Name]), adapter.Weights.ReadAll(tensor), tensor.Name);
        }
        Assert.HasCount(2, TrainableTensors.Names(TrainableSet.Classifier, before.Config));
    }

    [TestMethod]
    public void TheAdapterSetHasThePapersSize()
    {
        var config = new MmaDferConfig { ImageSize = 112 };
        var names = TrainableTensors.Names(TrainableSet.Adapters, config).ToHashSet();
        // The paper's count includes 2,048 elements of unused norms.
        Assert.AreEqual(7_519_519 - 2_048, NetworkTensors.Of(config).Where(t => names.Contains(t.Name)).Sum(t => t.Shape.Count));
    }

    [TestMethod]
    public void AResumedTrainingHasTheSameLossesBitForBit()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 10, 1), held = Clips("held", 4, 2);
        TrainingOptions options = Quick with
        {
            TrainableSet = TrainableSet.All, Epochs = 3, DropPath = 0.3, ModalityDropout = 0.5, ClassBalanced = true, LabelSmoothing = 0.1,
            WarmupSteps = 3, Patience = 2, LearningRate = 1e-3,
        };
        TrainingResult whole = Train(model, clips, held, "whole", options);
        // With three steps per epoch: within an epoch, at its end, and near the end of the training.
        foreach (int stop in (int[])[1, 3, 5, 8])
        {
            string name = $"stopped {stop}";
            using var cancellation = new CancellationTokenSource();
            var progress = new Callback(p =>
            {
                if (p.Step == stop && p.Finished is null)
                    cancellation.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => Train(model, clips, held, name, options, progress, cancellation.Token));
            var refused = Assert.ThrowsExactly<TrainingException>(() => Train(model, clips, held, name, options));
            StringAssert.Contains(refused.Message, "contains an interrupted training; resume it");
            TrainingResult resumed = Train(model, clips, held, name, options with { Resume = true });
            CollectionAssert.AreEqual(whole.Losses.ToArray(), resumed.Losses.ToArray(), name);
            CollectionAssert.AreEqual(whole.Epochs.ToArray(), resumed.Epochs.ToArray(), name);
            CollectionAssert.AreEqual(Lines("whole"), Lines(name));
            CollectionAssert.AreEqual(File.ReadAllBytes(whole.AdapterPath), File.ReadAllBytes(resumed.AdapterPath), name);
        }
        Assert.HasCount(whole.Losses.Count + 1, Lines("whole"));
        // Resuming a finished training changes nothing; starting again needs Overwrite.
        TrainingResult again = Train(model, clips, held, "whole", options with { Resume = true });
        CollectionAssert.AreEqual(whole.Losses.ToArray(), again.Losses.ToArray());
        Train(model, clips, held, "whole", options with { Epochs = 1, Overwrite = true });
        Assert.HasCount(4, Lines("whole"));
    }

    [TestMethod]
    public void AnotherSeedGivesDifferentLosses()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        TrainingResult one = Train(model, clips, null, "1", Quick), same = Train(model, clips, null, "2", Quick);
        TrainingResult other = Train(model, clips, null, "3", Quick with { Seed = 2 });
        CollectionAssert.AreEqual(one.Losses.ToArray(), same.Losses.ToArray());
        CollectionAssert.AreNotEqual(one.Losses.ToArray(), other.Losses.ToArray());
    }

    [TestMethod]
    public void SavingMemoryChangesOnlyTheLastDigits()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        TrainingResult usual = Train(model, clips, null, "1", Quick), saving = Train(model, clips, null, "2", Quick with { SaveMemory = true });
        Closeness.Assert(usual.Losses.ToArray(), saving.Losses.ToArray(), 1e-5, "losses");
    }

    [TestMethod]
    public void TheMicroBatchSizeChangesOnlyTheLastDigits()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 8, 1);
        TrainingOptions options = Quick with { BatchSize = 4, DropPath = 0.5, Epochs = 2 };
        float[] one = [.. Train(model, clips, null, "1", options).Losses];
        float[] two = [.. Train(model, clips, null, "2", options with { MicroBatchSize = 2 }).Losses];
        float[] four = [.. Train(model, clips, null, "4", options with { MicroBatchSize = 4 }).Losses];
        Closeness.Assert(one, two, 1e-4, "two at a time");
        Closeness.Assert(one, four, 1e-4, "four at a time");
    }

    [TestMethod]
    public void TheLabelsOfTheModelAreKeptIfTheyIncludeAllOfTheData()
    {
        string model = Small(labels: ["high red", "low blue", "low red", "loud"]);
        ClipDataset clips = Clips("train", 6, 1);
        TrainingResult kept = Train(model, clips, null, "kept", Quick);
        CollectionAssert.AreEqual((string[])["high red", "low blue", "low red", "loud"], kept.Labels.ToArray());
        TrainingResult given = Train(model, clips, null, "given", Quick with { Labels = ["low red", "low blue", "high red", "new"] });
        using AdapterFile adapter = AdapterFile.Open(given.AdapterPath);
        CollectionAssert.AreEqual(given.Labels.ToArray(), adapter.Labels.ToArray());
        var error = Assert.ThrowsExactly<TrainingException>(() => Train(model, clips, null, "few", Quick with { Labels = ["low red", "low blue"] }));
        StringAssert.Contains(error.Message, "has the label 'high red', which the model does not know; it knows low red, low blue; include all labels of the data.");
    }

    private string[] Lines(string name) => File.ReadAllLines(Folder[name, AdapterTrainer.LossesName]);

    private static double Accuracy(EmotionRecognizer recognizer, ClipDataset clips) => clips.Clips.Average(clip =>
    {
        using IFrameSource frames = FrameSource.Open(clip.FramesPath!);
        using IAudioSource audio = AudioSource.Open(clip.AudioPath!);
        return recognizer.Recognize(frames, audio).Label == clips.Labels[clip.Label] ? 1.0 : 0;
    });

    private sealed class Callback(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
