using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>A training that is judged by folds of whole groups.</summary>
[TestClass]
public sealed class CrossValidationTests : SmallTraining
{
    [TestMethod]
    public void EveryClipIsJudgedByAnAdapterThatDidNotSeeItsGroup()
    {
        string model = Small();
        ClipDataset clips = People(12, person: i => $"p{i / 3}");
        var progress = new List<FoldProgress>();
        TrainingResult result = CrossValidation.Train(model, clips, null, Folder["out"], Quick with { LearningRate = 1e-2 }, new FoldListener(progress.Add));
        EvaluationResult judged = result.Validation!;
        CollectionAssert.AreEqual(clips.Clips.Select(c => c.Id).ToArray(), judged.Clips.Select(c => c.Id).ToArray());
        Assert.HasCount(4, result.Folds);
        Assert.HasCount(4, judged.Groups);
        Assert.AreEqual(result.Before!.Clips.Count, judged.Clips.Count);
        Assert.IsTrue(judged.Intervals.ByGroup);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4 }, progress.Select(p => p.Fold).Distinct().ToArray());

        // The logits of each fold are those of its adapter, and that is the adapter of a training on the other groups.
        for (int fold = 0; fold < 4; fold++)
        {
            string held = result.Folds[fold].Clips.Select(c => c.Group!).Distinct().Single();
            var others = new ClipDataset(clips.Labels, [.. clips.Clips.Where(c => c.Group != held)]);
            var own = new ClipDataset(clips.Labels, [.. clips.Clips.Where(c => c.Group == held)]);
            TrainingResult alone = Train(model, others, own, $"alone {fold}", Quick with { LearningRate = 1e-2 });
            CollectionAssert.AreEqual(alone.Losses.ToArray(), LossesOf(Folder["out", $"fold-{fold + 1}", AdapterTrainer.LossesName]));
            foreach (EvaluatedClip clip in alone.Validation!.Clips)
                CollectionAssert.AreEqual(clip.Logits.ToArray(), judged.Clips.Single(c => c.Id == clip.Id).Logits.ToArray());
        }
        // The adapter to keep is that of a training on all clips, with the temperature of the folds.
        TrainingResult all = Train(model, clips, null, "all", Quick with { LearningRate = 1e-2, Temperature = judged.FitTemperature() });
        CollectionAssert.AreEqual(File.ReadAllBytes(all.AdapterPath), File.ReadAllBytes(result.AdapterPath));
        Assert.AreEqual(judged.FitTemperature(), result.Temperature);
    }

    [TestMethod]
    public void TheTemperatureOfAFoldIsFittedOnTheOtherFolds()
    {
        TrainingResult result = CrossValidation.Train(Small(), People(9, person: i => $"p{i / 3}"), null, Folder["out"], Quick with { Epochs = 1 });
        foreach (EvaluationResult fold in result.Folds)
        {
            EvaluatedClip[] others = [.. result.Folds.Where(f => f != fold).SelectMany(f => f.Clips)];
            double temperature = new EvaluationResult(result.Labels, others, []).FitTemperature();
            foreach (EvaluatedClip clip in fold.Clips)
            {
                double[] powers = [.. clip.Logits.Select(l => Math.Exp(l / temperature))];
                float[] confidences = [.. result.Validation!.Clips.Single(c => c.Id == clip.Id).Probabilities];
                for (int k = 0; k < powers.Length; k++)
                    Assert.AreEqual(powers[k] / powers.Sum(), confidences[k], 1e-5);
            }
        }
    }

    [TestMethod]
    public void AnInterruptedTrainingContinuesInItsFold()
    {
        string model = Small();
        ClipDataset clips = People(9, person: i => $"p{i / 3}");
        TrainingResult whole = CrossValidation.Train(model, clips, 3, Folder["whole"], Quick);
        using var cancellation = new CancellationTokenSource();
        var stopper = new FoldListener(p =>
        {
            if (p.Fold == 1)
                cancellation.Cancel();
        });
        Assert.ThrowsExactly<OperationCanceledException>(() => CrossValidation.Train(model, clips, 3, Folder["out"], Quick, stopper, cancellation.Token));
        Assert.IsFalse(File.Exists(Folder["out", AdapterTrainer.AdapterName]));
        DateTime first = File.GetLastWriteTimeUtc(Folder["out", "fold-1", AdapterTrainer.StateName]);
        TrainingResult resumed = CrossValidation.Train(model, clips, 3, Folder["out"], Quick with { Resume = true });
        Assert.AreEqual(first, File.GetLastWriteTimeUtc(Folder["out", "fold-1", AdapterTrainer.StateName]), "The finished fold was not trained again.");
        CollectionAssert.AreEqual(File.ReadAllBytes(whole.AdapterPath), File.ReadAllBytes(resumed.AdapterPath));
        foreach ((EvaluatedClip a, EvaluatedClip b) in whole.Validation!.Clips.Zip(resumed.Validation!.Clips))
            CollectionAssert.AreEqual(a.Probabilities.ToArray(), b.Probabilities.ToArray());
    }

    [TestMethod]
    public void WhatCannotBeJudgedIsRefusedBeforeTheFirstFold()
    {
        string model = Small();
        ClipDataset clips = People(9, person: i => $"p{i / 3}");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => CrossValidation.Train(model, clips, 3, Folder["out"], Quick with { Patience = 1 })).Message, "Early stopping");
        StringAssert.Contains(
            Assert.ThrowsExactly<TrainingException>(() => CrossValidation.Train(model, clips, 3, Folder["out"], Quick with { BatchSize = 7 })).Message, "fewer than one batch");
        Assert.IsFalse(Directory.Exists(Folder["out"]));
        Train(model, clips, null, "out", Quick);
        StringAssert.Contains(
            Assert.ThrowsExactly<TrainingException>(() => CrossValidation.Train(model, clips, 3, Folder["out"], Quick)).Message, "already contains a training");
        Assert.IsFalse(Directory.Exists(Folder["out", "fold-1"]));
    }

    [TestMethod]
    public void FoldsThatJudgeTooKindlyOrTooHarshlySaySo()
    {
        string model = Small();
        TrainingOptions options = Quick with { Epochs = 1 };
        var told = new List<string>();
        TrainingResult result = CrossValidation.Train(model, People(9, person: _ => null), 3, Folder["nobody"], options with { Warnings = new Listener(told.Add) });
        Assert.IsTrue(result.Warnings.Any(w => w.StartsWith("No column names the person", StringComparison.Ordinal)));
        CollectionAssert.AreEqual(result.Warnings.ToArray(), told);
        // All clips of the first label are of one person.
        result = CrossValidation.Train(model, People(12, person: i => i % 3 == 0 ? "only" : $"p{i % 2}"), null, Folder["only"], options);
        Assert.HasCount(1, result.Warnings.Where(w => w.Contains("no training clip shows 'low red'", StringComparison.Ordinal)).ToArray());
    }

    /// <summary>Learnable clips, each of the person that a function names.</summary>
    private ClipDataset People(int count, Func<int, string?> person)
    {
        ClipDataset clips = Clips("clips", count, 1);
        return new ClipDataset(clips.Labels, [.. clips.Clips.Select((c, i) => c with { Group = person(i) })]);
    }

    private static float[] LossesOf(string path) =>
        [.. File.ReadLines(path).Skip(1).Select(line => float.Parse(line.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture))];

    private sealed class FoldListener(Action<FoldProgress> receive) : IProgress<FoldProgress>
    {
        public void Report(FoldProgress value) => receive(value);
    }
}
