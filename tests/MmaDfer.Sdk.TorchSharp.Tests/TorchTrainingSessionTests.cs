using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Tests;

/// <summary>What is particular to libtorch in training; that it is right, the conformance tests show.</summary>
[TestClass]
public sealed class TorchTrainingSessionTests
{
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    [TestMethod]
    [DataRow(Precision.Float32, false)]
    [DataRow(Precision.Float32, true)]
    [DataRow(Precision.Float16, false)]
    [DataRow(Precision.Float16, true)]
    public void ManyStepsLeaveNoTensorBehind(Precision precision, bool saveMemory)
    {
        TorchEngine engine = With(precision);
        long none = Tensor.TotalCount;
        using (TrainingSession session = Start(engine, saveMemory, out int[] labels))
        {
            var optimizer = new AdamW();
            long between = 0;
            for (int i = 0; i < 8; i++)
            {
                Step(session, labels);
                optimizer.Step(session, 1e-3);
                between = i == 0 ? Tensor.TotalCount : between;
                Assert.AreEqual(between, Tensor.TotalCount, $"after step {i}");
            }
        }
        Assert.AreEqual(none, Tensor.TotalCount, "after all was disposed of");
    }

    /// <summary>The gradients of mixed precision against the authors' own, tensor by tensor: their direction, and their length.</summary>
    [TestMethod]
    [DataRow(Precision.Float16, false, 0.02)]
    [DataRow(Precision.Float16, true, 0.02)]
    [DataRow(Precision.BFloat16, false, 0.1)]
    public void GradientsOfMixedPrecisionAreCloseToTheAuthors(Precision precision, bool saveMemory, double tolerance)
    {
        var expected = new GoldenTensors("tiny", "training.safetensors");
        using TrainingSession session = Start(With(precision), saveMemory, out int[] labels);
        Assert.AreEqual(expected.Floats("loss")[0], Step(session, labels), tolerance);
        double difference = 0, whole = 0;
        foreach (string name in session.Parameters)
        {
            float[] right = expected.Floats("grad/" + name), found = session.Gradient(name).ToArray();
            difference += right.Zip(found, (r, f) => Math.Pow((double)r - f, 2)).Sum();
            whole += right.Sum(r => (double)r * r);
            Assert.IsTrue(found.All(float.IsFinite) && found.Any(f => f != 0), $"{name}: not a number, or nothing at all.");
        }
        Assert.IsTrue(Math.Sqrt(difference / whole) < tolerance, $"All gradients together are off by {Math.Sqrt(difference / whole):P2}.");
    }

    [TestMethod]
    public void GradientsTooLargeForFloat16AreStillFound()
    {
        // Scaled up as usual, the gradient of the first layer would be beyond 65504.
        using TrainingSession session = Start(With(Precision.Float16), saveMemory: false, out int[] labels);
        Step(session, labels);
        float[] once = session.Gradient("our_classifier.weight").ToArray();
        session.ZeroGradients();
        const float larger = 1024;
        foreach (ref float gradient in session.OutputGradient(MmaDferNetwork.LogitsOutput))
            gradient *= larger;
        session.Forward();
        session.Backward();
        Closeness.Assert([.. once.Select(g => g * larger)], session.Gradient("our_classifier.weight").ToArray(), 1e-2 * larger * once.Max(MathF.Abs), "gradient");
    }

    [TestMethod]
    public void ATrainingHasTheLossesOfTheBuiltInEngineAndResumesFromItsState()
    {
        Engine engine = RequiredEngines.Create(TorchEngines.Cpu);
        string model = TinyModel.WriteTrainable(_folder);
        ClipDataset clips = ClipDataset.FromCsv(TestClips.WriteLearnable(_folder["train"], 10, 1)), held = ClipDataset.FromCsv(TestClips.WriteLearnable(_folder["held"], 4, 2));
        var options = new TrainingOptions
        {
            Engine = new CpuEngine(2), TrainableSet = TrainableSet.All, Epochs = 3, BatchSize = 4, MicroBatchSize = 2, DropPath = 0.3, ModalityDropout = 0.3,
            LearningRate = 1e-3, WarmupSteps = 2,
        };
        TrainingResult builtIn = AdapterTrainer.Train(model, clips, held, _folder["cpu"], options);
        TrainingResult torch = AdapterTrainer.Train(model, clips, held, _folder["torch"], options with { Engine = engine });
        Closeness.Assert(builtIn.Losses.ToArray(), torch.Losses.ToArray(), 1e-4, "losses");
        Assert.AreEqual(builtIn.Epochs[^1].ValidationLoss!.Value, torch.Epochs[^1].ValidationLoss!.Value, 1e-4);
        TrainingResult again = AdapterTrainer.Train(model, clips, held, _folder["again"], options with { Engine = engine });
        CollectionAssert.AreEqual(torch.Losses.ToArray(), again.Losses.ToArray(), "The same training has the same losses bit for bit.");

        // Begun on one engine, ended on the other.
        using var cancellation = new CancellationTokenSource();
        var progress = new Callback(p =>
        {
            if (p.Step == 3)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => AdapterTrainer.Train(model, clips, held, _folder["both"], options, progress, cancellation.Token));
        TrainingResult both = AdapterTrainer.Train(model, clips, held, _folder["both"], options with { Engine = engine, Resume = true });
        CollectionAssert.AreEqual(builtIn.Losses.Take(3).ToArray(), both.Losses.Take(3).ToArray());
        Closeness.Assert(builtIn.Losses.ToArray(), both.Losses.ToArray(), 1e-4, "losses of both");

        // And the adapter is one like any other.
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model, new() { AdapterPath = torch.AdapterPath });
        CollectionAssert.AreEqual(TestClips.LearnableLabels.ToArray(), recognizer.Labels.ToArray());
    }

    private static TrainingSession Start(TorchEngine engine, bool saveMemory, out int[] labels)
    {
        var weights = new HashedWeights("tiny");
        MmaDferConfig config = MmaDferConfig.FromWeights(weights);
        labels = [.. new GoldenTensors("tiny", "training.safetensors").Longs("labels").Select(l => (int)l)];
        int batch = labels.Length;
        TrainingSession session = engine.PrepareTraining(
            weights, TrainableTensors.Names(TrainableSet.Adapters, config), (ops, store) => new MmaDferNetwork(config, store).Build(ops, batch), saveMemory);
        HashedTensors.Frames(batch, config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(batch).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        return session;
    }

    /// <summary>The loss, after a way forth and back.</summary>
    private static double Step(TrainingSession session, int[] labels)
    {
        session.ZeroGradients();
        session.Forward();
        double loss = CrossEntropy.Run(
            session.Output(MmaDferNetwork.LogitsOutput), labels, 0, 1, session.OutputGradient(MmaDferNetwork.LogitsOutput));
        session.Backward();
        return loss;
    }

    private static TorchEngine With(Precision precision)
    {
        var engine = (TorchEngine)RequiredEngines.Create(TorchEngines.Cpu);
        return new TorchEngine(engine.Options with { Precision = precision });
    }

    private sealed class Callback(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
