using System.Globalization;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>The second goal of training: what each frame's face does.</summary>
[TestClass]
public sealed class BlendShapeTests : SmallTraining
{
    private const int Frames = 20;
    private const string Header = "jawOpen,mouthSmile_L,mouthSmile_R";

    private static TrainingOptions Goal { get; } = Quick with
    {
        Modality = Modality.Video, TrainableSet = TrainableSet.All, DropPath = 0, Augment = false, Epochs = 1, BatchSize = 3, BlendShapeWeight = 2,
    };

    [TestMethod]
    public void TheLossIsThatOfTheLabelsAndHalfTheSquaredErrorOfTheShapes()
    {
        ClipDataset data = Data(3), bare = WithoutShapes(data);
        // The layer starts at the means of the batch, so the first loss contains what differs from them: in the 16 frames of each clip that are shown.
        float[][] shown = [.. data.Clips.SelectMany(clip => Shown().Select(frame => Weights(clip.Id, frame)))];
        double expected = Enumerable.Range(0, 3).Sum(shape => shown.Average(w => 0.5 * Math.Pow(w[shape] - shown.Average(x => x[shape]), 2)));
        double with = Train(Model(), data, null, "with", Goal).Losses[0], without = Train(Model(), bare, null, "without", Goal with { BlendShapeWeight = 0 }).Losses[0];
        Assert.AreEqual(without + 2 * expected, with, 1e-4);
        Assert.IsGreaterThan(0.01, expected);

        static int[] Shown()
        {
            int[] indices = new int[16];
            MmaDfer.Sdk.Tensors.FrameChoice.Evaluation(Frames, indices);
            return indices;
        }
    }

    [TestMethod]
    public void MicroBatchesGiveTheSameLossAndTheSameEncoder()
    {
        ClipDataset data = Data(6);
        TrainingResult one = Train(Model(), data, null, "one", Goal with { BatchSize = 6, MicroBatchSize = 1 });
        TrainingResult six = Train(Model(), data, null, "six", Goal with { BatchSize = 6, MicroBatchSize = 6 });
        Assert.AreEqual(one.Losses[0], six.Losses[0], 1e-5);
        using AdapterFile a = AdapterFile.Open(one.AdapterPath), b = AdapterFile.Open(six.AdapterPath);
        Assert.IsLessThan(1e-3, a.Weights.Tensors.Values.Max(t => a.Weights.ReadAll(t).Zip(b.Weights.ReadAll(b.Weights.Tensors[t.Name]), (x, y) => Math.Abs(x - y)).Max()));
    }

    [TestMethod]
    public void TheyAreLearnedThroughTheEncoderAndLeaveNoTensorBehind()
    {
        ClipDataset data = Data(12);
        TrainingOptions longer = Goal with { Epochs = 30, LearningRate = 3e-3, WarmupSteps = 5, MaxGradientNorm = 1 };
        TrainingResult with = Train(Model(), data, null, "with", longer);
        TrainingResult without = Train(Model(), WithoutShapes(data), null, "without", longer with { BlendShapeWeight = 0 });
        // Averages of one frame like the other would leave their variance; the noise of a frame tells which one it is.
        double labels = without.Epochs[^1].Loss, variance = 2 * Variance(data);
        Assert.IsLessThan(0.5 * variance, with.Epochs[^1].Loss - labels, $"labels alone {labels}, variance {variance}");
        using AdapterFile adapter = AdapterFile.Open(with.AdapterPath), other = AdapterFile.Open(without.AdapterPath);
        CollectionAssert.AreEquivalent(other.Weights.Tensors.Keys.ToArray(), adapter.Weights.Tensors.Keys.ToArray());
        const string qkv = "image_encoder.blocks.0.attn.qkv.weight";
        CollectionAssert.AreNotEqual(other.Weights.ReadAll(other.Weights.Tensors[qkv]), adapter.Weights.ReadAll(adapter.Weights.Tensors[qkv]));
    }

    [TestMethod]
    [DataRow(Modality.Video, "image_encoder")]
    [DataRow(Modality.Audio, "audio_model")]
    public void GoalsForTokensTeachTheEncoderAndLeaveNoTensorBehind(Modality modality, string encoder)
    {
        ClipDataset data = Data(6);
        bool face = modality == Modality.Video;
        TrainingOptions without = Goal with { Modality = modality, SingleFrames = face, BlendShapeWeight = face ? 2 : 0, Epochs = 5, LearningRate = 3e-3 }, with = without with { TokenGoals = true };
        TrainingResult plain = Train(Model(), data, null, "plain", without), goals = Train(Model(), data, null, "goals", with), micro = Train(Model(), data, null, "micro", with with { MicroBatchSize = 3 });
        // The loss that is shown is that of the labels, and of the shapes by the features.
        Assert.AreEqual(plain.Losses[0], goals.Losses[0], 1e-5);
        Assert.AreNotEqual(plain.Losses[^1], goals.Losses[^1]);
        for (int i = 0; i < goals.Losses.Count; i++)
            Assert.AreEqual(goals.Losses[i], micro.Losses[i], 1e-3);
        Assert.AreEqual("on", goals.Settings["goals for tokens"]);
        using AdapterFile a = AdapterFile.Open(plain.AdapterPath), b = AdapterFile.Open(goals.AdapterPath);
        CollectionAssert.AreEquivalent(a.Weights.Tensors.Keys.ToArray(), b.Weights.Tensors.Keys.ToArray());
        string qkv = $"{encoder}.blocks.0.attn.qkv.weight";
        CollectionAssert.AreNotEqual(a.Weights.ReadAll(a.Weights.Tensors[qkv]), b.Weights.ReadAll(b.Weights.Tensors[qkv]));
    }

    [TestMethod]
    public void GoalsForTokensAreForOneEncoder()
    {
        foreach (TrainingOptions wrong in (ReadOnlySpan<TrainingOptions>)[
            Goal with { TokenGoals = true }, Goal with { TokenGoals = true, SingleFrames = true, BlendShapeWeight = 0 }, Goal with { TokenGoals = true, Modality = Modality.Both },
            Goal with { TokenGoals = true, Modality = Modality.Audio, TrainableSet = TrainableSet.Adapters, BlendShapeWeight = 0 }])
        {
            var error = Assert.ThrowsExactly<ArgumentException>(() => Train(Model(), Data(3), null, "out", wrong));
            StringAssert.Contains(error.Message, "Goals for tokens are for an encoder that trains alone");
        }
    }

    [TestMethod]
    public void AnInterruptedTrainingResumesWithTheSameLosses()
    {
        ClipDataset data = Data(9);
        TrainingOptions options = Goal with { Epochs = 3, Augment = true, MinCropArea = 0.7, SaveInterval = TimeSpan.Zero };
        TrainingResult whole = Train(Model(), data, null, "whole", options);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Train(Model(), data, null, "parts", options, new StopAfter(stop, 4), stop.Token));
        TrainingResult resumed = Train(Model(), data, null, "parts", options with { Resume = true });
        CollectionAssert.AreEqual(whole.Losses.ToArray(), resumed.Losses.ToArray());
        CollectionAssert.AreEqual(File.ReadAllBytes(whole.AdapterPath), File.ReadAllBytes(resumed.AdapterPath));
        Assert.AreEqual("0.7", resumed.Settings["minimum area of a crop"]);
        Assert.AreEqual("2", resumed.Settings["weight of blend shapes"]);
        var error = Assert.ThrowsExactly<TrainingException>(() => Train(Model(), data, null, "parts", options with { Resume = true, BlendShapeWeight = 1 }));
        StringAssert.Contains(error.Message, "weight of blend shapes");
    }

    [TestMethod]
    public void ClipsWithoutShapesOrWithoutFramesDoWithout()
    {
        ClipDataset data = Data(3);
        ClipDataset some = new(data.Labels, [data.Clips[0], data.Clips[1] with { BlendShapesPath = null }, data.Clips[2] with { FramesPath = null }]);
        ClipDataset one = new(data.Labels, [data.Clips[0], data.Clips[0] with { Id = "b" }, data.Clips[0] with { Id = "c" }]);
        Assert.AreEqual(LossOfShapes(one, "one") / 3, LossOfShapes(some, "some"), 1e-4);

        double LossOfShapes(ClipDataset clips, string name) =>
            Train(Model(), clips, null, name, Goal).Losses[0] - Train(Model(), WithoutShapes(clips), null, name + " bare", Goal with { BlendShapeWeight = 0 }).Losses[0];
    }

    [TestMethod]
    public void AFlippedFrameHasTheShapesOfTheOtherSide()
    {
        ClipDataset data = Data(1);
        BlendShapes shapes = BlendShapes.Of(data)!;
        CollectionAssert.AreEqual(Header.Split(','), shapes.Names.ToArray());
        using CachedClip cached = new ClipCache(null).Load(data.Clips[0], default);
        var view = new TrainingView(32);
        float[] frames = new float[16 * 3 * 32 * 32], spectrogram = new float[512 * 128], found = new float[16 * 3];
        bool[] seen = new bool[2];
        for (ulong seed = 0; seed < 20; seed++)
        {
            view.Write(cached, SeededRandom.Of(seed), augment: true, frames, spectrogram);
            shapes.Read(data.Clips[0], cached.FrameCount, view, found);
            seen[view.IsFlipped ? 1 : 0] = true;
            for (int k = 0; k < 16; k++)
            {
                float[] w = Weights(data.Clips[0].Id, view.Indices[k]);
                CollectionAssert.AreEqual(view.IsFlipped ? [w[0], w[2], w[1]] : w, found.AsSpan(3 * k, 3).ToArray());
            }
        }
        CollectionAssert.AreEqual(new[] { true, true }, seen);
    }

    [TestMethod]
    public void TheColumnOfAListNamesThem()
    {
        ClipDataset data = Data(2);
        File.WriteAllText(Folder["list.csv"], $"path,label,shapes\nclip0.y4m,a,{Path.GetFileName(data.Clips[0].BlendShapesPath)}\nclip1.y4m,b,\n");
        ClipDataset read = ClipDataset.FromCsv(Folder["list.csv"], data.Labels);
        Assert.AreEqual(data.Clips[0].BlendShapesPath, read.Clips[0].BlendShapesPath);
        Assert.IsNull(read.Clips[1].BlendShapesPath);
    }

    [TestMethod]
    [DataRow("a,b\n1,2\n", "the names of the blend shapes differ")]
    [DataRow(Header + "\n1,2\n", "the line has 2 columns, but the header has 3")]
    [DataRow(Header + "\n1,2,x\n", "'x' is not the weight of a blend shape")]
    [DataRow(Header + "\n1,2,NaN\n", "'NaN' is not the weight of a blend shape")]
    [DataRow(Header + "\n1,2,3\n", "there are 1 lines of weights, but the clip 'clip1' has 20 frames")]
    public void AWrongFileIsNamed(string text, string problem)
    {
        ClipDataset data = Data(3);
        File.WriteAllText(data.Clips[1].BlendShapesPath!, text);
        var error = Assert.ThrowsExactly<DatasetException>(() => Train(Model(), data, null, "out", Goal));
        StringAssert.Contains(error.Message, "clip1.shapes.csv");
        StringAssert.Contains(error.Message, problem);
    }

    [TestMethod]
    public void AGoalWithoutShapesOrWithoutFaceIsRefused()
    {
        ClipDataset data = Data(3);
        var none = Assert.ThrowsExactly<TrainingException>(() => Train(Model(), WithoutShapes(data), null, "out", Goal));
        StringAssert.Contains(none.Message, "No clip has blend shapes");
        var audio = Assert.ThrowsExactly<ArgumentException>(() => Train(Model(), data, null, "out", Goal with { Modality = Modality.Audio }));
        StringAssert.Contains(audio.Message, "set BlendShapeWeight to 0");
        var head = Assert.ThrowsExactly<ArgumentException>(() => Train(Model(), data, null, "out", Goal with { TrainableSet = TrainableSet.Head }));
        StringAssert.Contains(head.Message, "does not train with Head");
    }

    private string Model() => TinyModel.WriteTrainable(Folder, 1, ["a", "b", "c"]);

    private ClipDataset Data(int clips)
    {
        ClipDataset data = TestClips.WriteNoiseSet(Folder, clips, Frames);
        return new(data.Labels, [.. data.Clips.Select(clip => clip with
        {
            BlendShapesPath = Folder.Write(
                clip.Id + ".shapes.csv",
                System.Text.Encoding.UTF8.GetBytes(Header + "\n" + string.Concat(Enumerable.Range(0, Frames).Select(f => string.Join(',', Weights(clip.Id, f).Select(w => w.ToString(CultureInfo.InvariantCulture))) + "\n")))),
        })]);
    }

    /// <summary>Three numbers that follow the brightness of a frame, which grows with its number.</summary>
    private static float[] Weights(string clip, int frame) => [frame / 20f, 1 - frame / 20f, clip.Length % 2 == 0 ? 0.25f : 0.5f];

    private static double Variance(ClipDataset data) => Enumerable.Range(0, 3).Sum(shape =>
    {
        float[] values = [.. Enumerable.Range(0, Frames).Select(f => Weights(data.Clips[0].Id, f)[shape])];
        return values.Average(v => 0.5 * (v - values.Average()) * (v - values.Average()));
    });

    private static ClipDataset WithoutShapes(ClipDataset data) => new(data.Labels, [.. data.Clips.Select(c => c with { BlendShapesPath = null })]);

    private sealed class StopAfter(CancellationTokenSource stop, int steps) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step == steps)
                stop.Cancel();
        }
    }
}
