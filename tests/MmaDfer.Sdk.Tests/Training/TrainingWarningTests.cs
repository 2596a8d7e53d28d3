using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>Problems that do not stop a training, but give a warning.</summary>
[TestClass]
public sealed class TrainingWarningTests : SmallTraining
{
    [TestMethod]
    public void ADivergingTrainingGivesAWarningAtOnceAndInTheResult()
    {
        var told = new List<string>();
        var options = Quick with { Epochs = 3, LearningRate = 10, TrainableSet = TrainableSet.Classifier, Warnings = new Listener(told.Add) };
        TrainingResult result = Train(Small(), Clips("train", 9, 1), Clips("held", 6, 2), "out", options);
        Assert.HasCount(1, result.Warnings.Where(w => w.StartsWith("The training diverges: the loss of epoch ", StringComparison.Ordinal)).ToArray());
        CollectionAssert.AreEqual(result.Warnings.ToArray(), told);
        // A diverging training of one epoch also gives the warning.
        TrainingResult again = Train(Small(), Clips("train", 9, 1), Clips("held", 6, 2), "again", options with { Epochs = 1 });
        Assert.IsTrue(again.Warnings.Any(w => w.Contains("diverges", StringComparison.Ordinal)));
        Assert.IsEmpty(Train(Small(), Clips("calm", 9, 1), null, "calm out", Quick).Warnings);
    }

    [TestMethod]
    [DataRow(2.0, 1.9, null)]
    [DataRow(2.6, 1.9, null)]
    [DataRow(3.0, 1.9, "far above the first loss")]
    [DataRow(2.0, 0.3, null)]
    [DataRow(2.6, 0.3, "far above the first loss (0.3)")]
    [DataRow(5.0, 4.0, null)]
    [DataRow(4e6, 1e-7, "4E+06")]
    public void OnlyALossAboveTheFirstLossAndGuessingIsADivergence(double loss, double first, string? expected)
    {
        var epoch = new EpochResult { Epoch = 4, LearningRate = 1e-4, Loss = loss, Accuracy = 0.5, ValidationLoss = null, ValidationAccuracy = null };
        string? found = Divergence.CheckLoss(epoch, first, classes: 7);
        if (expected is null)
            Assert.IsNull(found);
        else
            StringAssert.Contains(found, expected);
    }

    [TestMethod]
    public void ATemperatureAtItsBoundGivesAWarning()
    {
        Assert.IsNull(Divergence.CheckTemperature(1));
        Assert.IsNull(Divergence.CheckTemperature(0.06));
        // The bounds as the fit returns them.
        double all = TemperatureScaling.Fit([1, 0, 0, 1], [0, 1]), none = TemperatureScaling.Fit([1, 0, 0, 1], [1, 0]);
        StringAssert.Contains(Divergence.CheckTemperature(all), "its minimum");
        StringAssert.Contains(Divergence.CheckTemperature(none), "its maximum");
    }

    [TestMethod]
    public void ClipsThatLackAModalityAreCounted()
    {
        ClipDataset clips = Clips("train", 6, 1);
        var some = new ClipDataset(clips.Labels, [.. clips.Clips.Select((c, i) => i < 4 ? c : c with { AudioPath = null })]);
        var none = new ClipDataset(clips.Labels, [.. clips.Clips.Select(c => c with { AudioPath = null })]);
        var faceless = new ClipDataset(clips.Labels, [.. clips.Clips.Select(c => c with { FramesPath = null })]);
        string model = Small();
        CollectionAssert.Contains(
            Train(model, some, null, "some", Quick).Warnings.ToArray(), "Of the training clips, 4 of 6 clips have audio; for the others, the network hears silence.");
        Assert.IsTrue(Train(model, clips, some, "held", Quick).Warnings.Any(w => w.StartsWith("Of the validation clips, 4 of 6 clips have audio", StringComparison.Ordinal)));
        Assert.IsEmpty(Train(model, some, null, "faces", Quick with { Modality = Modality.Video }).Warnings);
        Refused(none, null, Modality.Audio, "Of the training clips, 0 of 6 clips have audio");
        Refused(clips, none, Modality.Audio, "Of the validation clips, 0 of 6 clips have audio");
        Refused(faceless, null, Modality.Video, "0 of 6 clips have frames");
        // The video file is also named as the audio file, but has no audio.
        Refused(new ClipDataset(clips.Labels, [.. clips.Clips.Select(c => c with { AudioPath = c.FramesPath })]), null, Modality.Audio, "0 of 6 clips have audio");

        void Refused(ClipDataset data, ClipDataset? held, Modality modality, string message)
        {
            StringAssert.Contains(
                Assert.ThrowsExactly<TrainingException>(() => Train(model, data, held, "out", Quick with { Modality = modality })).Message, message);
            Assert.IsFalse(File.Exists(Folder["out", AdapterTrainer.LossesName]));
        }
    }

    [TestMethod]
    public void MetricsBeforeTrainingMatchAnEvaluationOfTheModel()
    {
        string model = Small();
        ClipDataset clips = Clips("train", 9, 1), held = Clips("held", 6, 2);
        TrainingResult result = Train(model, clips, held, "out", Quick with { LearningRate = 1e-2 });
        using (EmotionRecognizer recognizer = EmotionRecognizer.Load(model, new() { Engine = Quick.Engine }))
        {
            EvaluationResult expected = Evaluator.Evaluate(recognizer, held);
            Assert.AreEqual(expected.Metrics.War, result.Before!.Metrics.War, 1e-9);
            Assert.AreEqual(expected.NegativeLogLikelihood, result.Before.NegativeLogLikelihood, 1e-4);
        }
        // They stay the same after a resume; a new classifier has none.
        TrainingResult again = Train(model, clips, held, "out", Quick with { LearningRate = 1e-2, Resume = true });
        Assert.AreEqual(result.Before.NegativeLogLikelihood, again.Before!.NegativeLogLikelihood);
        Assert.IsNull(Train(model, clips, held, "new", Quick with { Labels = TestClips.LearnableLabels }).Before);
        Assert.IsNull(Train(model, clips, null, "unjudged", Quick).Before);
    }
}
