using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>Training of the face encoder on one frame of each clip.</summary>
[TestClass]
public sealed class SingleFrameTests : SmallTraining
{
    private static TrainingOptions Single { get; } = Quick with
    {
        Modality = Modality.Video, TrainableSet = TrainableSet.All, DropPath = 0, SingleFrames = true, Augment = false, BatchSize = 6, MicroBatchSize = 3,
    };

    [TestMethod]
    public void OnlyTheFaceEncoderChangesAndTheModelKeepsItsParts()
    {
        string model = Small();
        TrainingResult result = Train(model, Clips("train", 12, 1), Clips("held", 6, 2), "out", Single);
        using AdapterFile adapter = AdapterFile.Open(result.AdapterPath);
        Assert.IsTrue(adapter.Weights.Tensors.Keys.All(n => n.StartsWith("image_encoder.", StringComparison.Ordinal)), string.Join(' ', adapter.Weights.Tensors.Keys));
        ModelConverter.Merge(model, result.AdapterPath, Folder["merged"]);
        using ModelFile before = ModelFile.Open(model), after = ModelFile.Open(Folder["merged"]);
        CollectionAssert.AreEquivalent(before.Weights.Tensors.Keys.ToArray(), after.Weights.Tensors.Keys.ToArray());
        foreach ((string name, bool changes) in (ReadOnlySpan<(string, bool)>)[("image_encoder.blocks.0.attn.qkv.weight", true), ("our_classifier.weight", false), ("audio_model.blocks.0.attn.qkv.weight", false)])
            Assert.AreEqual(changes, !before.Weights.ReadAll(before.Weights.Tensors[name]).SequenceEqual(after.Weights.ReadAll(after.Weights.Tensors[name])), name);
        // Logits of single frames say nothing of the model's own.
        Assert.IsNull(result.Before);
        Assert.AreEqual(before.Temperature, result.Temperature);
    }

    [TestMethod]
    public void ItLearnsWhatAFrameShows()
    {
        // One of the three labels is blue; the other two differ only in pitch, so two thirds are half guessed.
        TrainingOptions longer = Single with { Epochs = 25, LearningRate = 3e-3, WarmupSteps = 5, MaxGradientNorm = 1 };
        TrainingResult result = Train(Small(), Clips("train", 24, 1), Clips("held", 12, 2), "out", longer);
        Assert.AreEqual(Math.Log(3), result.Losses[0], 1e-3, "The layer starts at 0, so the first loss is that of a guess.");
        Assert.IsLessThan(0.6, result.Epochs[^1].Loss);
        EvaluationResult held = result.Validation!;
        int blue = held.Labels.ToList().IndexOf(TestClips.LearnableLabels[1]);
        Assert.IsTrue(held.Clips.All(c => c.Label == blue == (c.Predicted == blue)));
    }

    [TestMethod]
    public void MicroBatchesAndInterruptionsChangeNothing()
    {
        // Micro-batches of any size give the same values, and so does a training that goes on after an interruption.
        ClipDataset data = Clips("train", 12, 1);
        string model = Small();
        TrainingResult threes = Train(model, data, null, "threes", Single), sixes = Train(model, data, null, "sixes", Single with { MicroBatchSize = 6 });
        for (int i = 0; i < threes.Losses.Count; i++)
            Assert.AreEqual(threes.Losses[i], sixes.Losses[i], 1e-4);
        using var stop = new CancellationTokenSource();
        TrainingOptions saved = Single with { SaveInterval = TimeSpan.Zero };
        Assert.ThrowsExactly<OperationCanceledException>(() => Train(model, data, null, "parts", saved, new Stop(stop), stop.Token));
        TrainingResult resumed = Train(model, data, null, "parts", saved with { Resume = true });
        CollectionAssert.AreEqual(threes.Losses.ToArray(), resumed.Losses.ToArray());
        CollectionAssert.AreEqual(File.ReadAllBytes(threes.AdapterPath), File.ReadAllBytes(resumed.AdapterPath));
        Assert.AreEqual("on", resumed.Settings["single frames"]);
    }

    [TestMethod]
    public void AnyFrameOfAClipMayBeChosenAndTheMiddleOneIsValidated()
    {
        LabeledClip clip = TestClips.WriteNoise(Folder, "x", 0, 20);
        using CachedClip cached = new ClipCache(null).Load(clip, default);
        var view = new TrainingView(32, minCropArea: 1, frameCount: 1);
        float[] frame = new float[3 * 32 * 32], spectrogram = new float[512 * 128];
        view.Write(cached, SeededRandom.Of(1), augment: false, frame, spectrogram);
        CollectionAssert.AreEqual(new[] { 10 }, view.Indices.ToArray());
        var seen = new HashSet<int>();
        for (ulong seed = 0; seed < 300; seed++)
        {
            view.Write(cached, SeededRandom.Of(seed), augment: true, frame, spectrogram);
            seen.Add(view.Indices[0]);
        }
        Assert.HasCount(20, seen);
    }

    [TestMethod]
    public void OtherTrainingsThanThatOfTheWholeFaceEncoderAreRefused()
    {
        foreach (TrainingOptions wrong in (ReadOnlySpan<TrainingOptions>)[Single with { Modality = Modality.Both }, Single with { TrainableSet = TrainableSet.Adapters }, Single with { DropPath = 0.1 }])
        {
            var error = Assert.ThrowsExactly<ArgumentException>(() => Train(Small(), Clips("train", 6, 1), null, "out", wrong));
            StringAssert.Contains(error.Message, "Single frames train the face encoder alone; set Modality to Video, TrainableSet to All and DropPath to 0.");
        }
        string adapters = Folder["adapters.safetensors"];
        ModelInitializer.InitializeSmall(adapters, new ModelInitOptions { ImageSize = 32, Width = 32, Labels = TestClips.LearnableLabels, Variant = new NetworkVariant { TemporalAdapterWidth = 16 } });
        var several = Assert.ThrowsExactly<TrainingException>(() => Train(adapters, Clips("train", 6, 1), null, "out", Single));
        StringAssert.Contains(several.Message, "temporal adapters");
    }

    private sealed class Stop(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == 3)
                stop.Cancel();
        }
    }
}
