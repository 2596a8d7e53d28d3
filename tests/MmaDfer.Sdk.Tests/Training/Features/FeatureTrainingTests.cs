using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training.Features;

/// <summary>Trainings of what follows the encoders, whose outputs are kept.</summary>
[TestClass]
public sealed class FeatureTrainingTests : SmallTraining
{
    private static TrainingOptions Head { get; } = Quick with { TrainableSet = TrainableSet.Head, LearningRate = 1e-3, Epochs = 3 };

    /// <summary>The tolerance: the two parts of the network are fused otherwise than the whole, so sums are rounded otherwise.</summary>
    [TestMethod]
    [DataRow(TrainableSet.Head, Modality.Both)]
    [DataRow(TrainableSet.Classifier, Modality.Both)]
    [DataRow(TrainableSet.Head, Modality.Audio)]
    [DataRow(TrainableSet.Classifier, Modality.Video)]
    public void TheLossesAreThoseOfTheWholeNetwork(TrainableSet set, Modality modality)
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        TrainingOptions options = Head with { TrainableSet = set, Modality = modality, DropPath = 0, LearningRate = 1e-2 };
        TrainingResult result = Train(model, clips, null, "out", options);
        float[] expected = TrainWhole(model, clips, options);
        Assert.AreNotEqual(expected[0], expected[^1], 0.01f, "nothing was learned that could differ");
        Closeness.Assert(expected, result.Losses.ToArray(), 1e-5, "losses");
    }

    [TestMethod]
    [DataRow(TrainableSet.Head)]
    [DataRow(TrainableSet.Classifier)]
    public void TheEncodersRunOnceForEachClipAndNeverAgain(TrainableSet set)
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1), held = Clips("held", 3, 2);
        TrainingOptions options = Head with { TrainableSet = set, CacheFolder = Folder["cache"] };
        TrainingResult first = Train(model, clips, held, "1", options);
        Assert.AreEqual(9, first.EncoderRuns);
        StringAssert.StartsWith(first.Encoders, "The encoders ran for 9 clips, and their outputs were used ");
        TrainingResult second = Train(model, clips, held, "2", options with { Seed = 1 });
        Assert.AreEqual(0, second.EncoderRuns);
        AssertSame(first, second);
        // Without a folder they are in memory.
        TrainingResult memory = Train(model, clips, held, "3", options with { CacheFolder = null });
        Assert.AreEqual(9, memory.EncoderRuns);
        AssertSame(first, memory);
        // A clip as a recognition sees it depends on no seed.
        Assert.AreEqual(0, Train(model, clips, held, "4", options with { Seed = 2, Epochs = 1 }).EncoderRuns);
        Assert.AreEqual(9, Train(Small(seed: 5), clips, held, "5", options with { Epochs = 1 }).EncoderRuns, "another model");
        TrainableSet other = set == TrainableSet.Head ? TrainableSet.Classifier : TrainableSet.Head;
        Assert.AreEqual(9, Train(model, clips, held, "6", options with { TrainableSet = other, Epochs = 1 }).EncoderRuns, "another part");
        Assert.AreEqual(9, Train(model, clips, held, "7", options with { Modality = Modality.Video, Epochs = 1 }).EncoderRuns, "another modality");
    }

    /// <summary>Prompts are no part of the encoders' hash, but of what runs before the head.</summary>
    [TestMethod]
    public void AChangedPromptIsAnotherModel()
    {
        string model = Folder["named"], merged = Folder["merged"];
        // An adapter states the rate that it heard; here the model already does, since clips are decoded for a rate.
        ModelConverter.Convert(Small(), model, new() { SampleRate = 22050 });
        ClipDataset clips = Clips("train", 6, 1);
        TrainingOptions options = Head with { CacheFolder = Folder["cache"], Epochs = 1 };
        Assert.AreEqual(6, Train(model, clips, null, "1", options).EncoderRuns);
        TrainingResult adapters = Train(model, clips, null, "2", options with { TrainableSet = TrainableSet.Adapters, LearningRate = 1e-2 });
        Assert.IsNull(adapters.EncoderRuns);
        StringAssert.StartsWith(adapters.Encoders, "The encoders run in every epoch, because the prompts and the fusion, which train, work inside them");
        ModelConverter.Merge(model, adapters.AdapterPath, merged);
        Assert.AreEqual(6, Train(merged, clips, null, "3", options).EncoderRuns);
        // The classifier comes after what is kept.
        ModelConverter.Merge(model, Train(model, clips, null, "4", options with { TrainableSet = TrainableSet.Classifier }).AdapterPath, merged);
        Assert.AreEqual(0, Train(merged, clips, null, "5", options).EncoderRuns);
    }

    [TestMethod]
    public void AugmentedViewsAndLostModalitiesAreKeptToo()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        TrainingOptions options = Head with { CacheFolder = Folder["cache"], AugmentedViews = 2, Epochs = 6 };
        TrainingResult views = Train(model, clips, null, "views", options);
        Assert.AreEqual(18, views.EncoderRuns, "the clip itself and two views");
        Assert.AreEqual(12, Train(model, clips, null, "seed", options with { Seed = 2 }).EncoderRuns, "other views, but the same clips");
        TrainingOptions losing = options with { ModalityDropout = 0.7, Epochs = 12 };
        TrainingResult lost = Train(model, clips, null, "lost", losing);
        Assert.IsTrue(lost.EncoderRuns is > 18 and <= 36, $"{lost.EncoderRuns}");
        TrainingResult again = Train(model, clips, null, "again", losing);
        Assert.AreEqual(0, again.EncoderRuns);
        AssertSame(lost, again);
        TrainingResult plain = Train(model, clips, null, "plain", options with { AugmentedViews = 0 });
        CollectionAssert.AreEqual(plain.Losses.Take(2).ToArray(), views.Losses.Take(2).ToArray(), "the first epoch");
        Assert.IsFalse(plain.Losses.SequenceEqual(views.Losses));
        var refused = Assert.ThrowsExactly<ArgumentException>(() => Train(model, clips, null, "x", options with { TrainableSet = TrainableSet.Adapters }));
        StringAssert.Contains(refused.Message, "Augmented views are for Head and Classifier");
    }

    [TestMethod]
    public void DropPathHasNoEffectAndSaysSo()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1);
        TrainingResult none = Train(model, clips, null, "0", Head with { DropPath = 0 }), dropped = Train(model, clips, null, "1", Head with { DropPath = 0.5 });
        AssertSame(none, dropped);
        Assert.IsEmpty(none.Warnings);
        StringAssert.StartsWith(dropped.Warnings.Single(), "Drop path has no effect: with Head,");
    }

    [TestMethod]
    public void AnInterruptedTrainingHasTheSameLosses()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 9, 1), held = Clips("held", 3, 2);
        TrainingOptions options = Head with { CacheFolder = Folder["cache"], AugmentedViews = 1, ModalityDropout = 0.4, ClassBalanced = true, Patience = 2, LabelSmoothing = 0.1 };
        TrainingResult whole = Train(model, clips, held, "whole", options);
        foreach (int stop in (int[])[1, 3, 7])
        {
            // As if the cache had been lost in between, and with it.
            string name = $"stopped {stop}", cache = stop == 3 ? Folder["cache"] : Folder[$"cache {stop}"];
            using var cancellation = new CancellationTokenSource();
            var progress = new Callback(p =>
            {
                if (p.Step == stop && p.Finished is null)
                    cancellation.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => Train(model, clips, held, name, options with { CacheFolder = cache }, progress, cancellation.Token));
            if (stop == 7)
                Directory.Delete(cache, recursive: true);
            AssertSame(whole, Train(model, clips, held, name, options with { CacheFolder = cache, Resume = true }));
        }
        var refused = Assert.ThrowsExactly<TrainingException>(() => Train(model, clips, held, "whole", options with { AugmentedViews = 0, Resume = true }));
        StringAssert.Contains(refused.Message, "augmentation '1 views'");
    }

    [TestMethod]
    public void TheAdapterHoldsWhatWasTrainedAndRecognisesAsTheValidationSays()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 6, 1), held = Clips("held", 3, 2);
        TrainingResult result = Train(model, clips, held, "out", Head with { LearningRate = 1e-2 });
        using (AdapterFile adapter = AdapterFile.Open(result.AdapterPath))
        {
            string[] parts = [.. adapter.Weights.Tensors.Keys.Select(n => n.Split('.')[0]).Distinct().Order(StringComparer.Ordinal)];
            CollectionAssert.AreEqual((string[])["our_classifier", "temporal_net", "vision_proj"], parts);
        }
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model, new() { AdapterPath = result.AdapterPath });
        EvaluationResult judged = Evaluator.Evaluate(recognizer, held);
        for (int i = 0; i < 3; i++)
            Closeness.Assert(judged.Clips[i].Logits.ToArray(), result.Validation!.Clips[i].Logits.ToArray(), 1e-4, held.Clips[i].Id);
        using EmotionRecognizer before = EmotionRecognizer.Load(model);
        Closeness.Assert(Evaluator.Evaluate(before, held).Clips[0].Logits.ToArray(), result.Before!.Clips[0].Logits.ToArray(), 1e-4, "before");
    }

    private static void AssertSame(TrainingResult expected, TrainingResult result)
    {
        CollectionAssert.AreEqual(expected.Losses.ToArray(), result.Losses.ToArray());
        CollectionAssert.AreEqual(expected.Epochs.ToArray(), result.Epochs.ToArray());
        CollectionAssert.AreEqual(File.ReadAllBytes(expected.AdapterPath), File.ReadAllBytes(result.AdapterPath));
    }

    /// <summary>The slow twin: every step runs the whole network.</summary>
    private static float[] TrainWhole(string path, ClipDataset data, TrainingOptions options)
    {
        using StartingModel model = StartingModel.Open(path, null, data, options.Seed, default);
        using TrainingSession session = options.Engine.PrepareTraining(
            model.Weights, TrainableTensors.Names(options.TrainableSet, model.Config, model.Weights, options.Modality),
            (ops, store) => TrainedNetwork.Build(ops, model.Config, store, options.Modality, options.MicroBatchSize, dropPath: false));
        using var loader = new BatchLoader(model.Map(data), new ClipCache(null), new()
        {
            ImageSize = model.Config.ImageSize, BatchSize = options.BatchSize, Seed = options.Seed, Augment = false,
        });
        var step = new TrainingStep(session, new AdamW { WeightDecay = options.WeightDecay }, options);
        var losses = new List<float>();
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            loader.Start(epoch);
            while (loader.Next(out Batch? batch, default))
                losses.Add(step.Run(batch, LearningRate.OfEpoch(options.LearningRate, epoch, options.Epochs), default).Loss);
        }
        return [.. losses];
    }

    private sealed class Callback(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
