using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Sdk.Conformance;

/// <summary>Gradients and optimisation against the authors' own implementation; one empty subclass per engine that trains.</summary>
public abstract class TrainingConformance
{
    private const string NeverUsed = ".norm2.";

    private protected abstract Engine CreateEngine();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void EveryGradientOfTheTinyModelEqualsTheAuthors(bool saveMemory)
    {
        using Run run = Start("tiny", saveMemory);
        Assert.AreEqual(run.Expected.Floats("loss")[0], run.ForwardBackward(), 1e-5);
        string[] names = [.. run.Expected.Names.Where(n => n.StartsWith("grad/", StringComparison.Ordinal)).Select(n => n[5..])];
        Assert.AreEqual(194, names.Length);
        CollectionAssert.AreEquivalent(names, run.Session.Parameters.ToList());
        foreach (string name in names)
            CheckGradient(run.Expected.Floats("grad/" + name), run.Session.Gradient(name), name);
    }

    [TestMethod]
    public void GradientsAddUpUntilTheyAreZeroed()
    {
        using Run run = Start("tiny");
        const string name = "image_encoder.pos_embed";
        float[] expected = run.Expected.Floats("grad/" + name);
        run.ForwardBackward();
        run.ForwardBackward();
        CheckGradient([.. expected.Select(g => 2 * g)], run.Session.Gradient(name), "twice");
        run.Session.ZeroGradients();
        run.ForwardBackward();
        CheckGradient(expected, run.Session.Gradient(name), "once more");
    }

    [TestMethod]
    [DataRow("tiny", 1e-4)]
    [DataRow("base112", 2e-4)]
    public void LossesOfAdamWEqualTheAuthors(string folder, double finalTolerance)
    {
        using Run run = Start(folder);
        var optimizer = new AdamW();
        foreach (float expected in run.Expected.Floats("adamw_losses"))
        {
            run.Session.ZeroGradients();
            Assert.AreEqual(expected, run.ForwardBackward(), 1e-5, $"{folder}: loss before step {optimizer.Steps + 1}");
            optimizer.Step(run.Session, 1e-3);
        }
        run.Session.Forward();
        Closeness.Assert(
            run.Expected.Floats("adamw_final_logits"), run.Session.Output(MmaDferNetwork.LogitsOutput), finalTolerance, $"{folder}: logits after all steps");
    }

    [TestMethod]
    [DataRow("tiny")]
    [DataRow("base112")]
    public void NormsOfGradientsEqualTheAuthors(string folder)
    {
        using Run run = Start(folder);
        Assert.AreEqual(run.Expected.Floats("loss")[0], run.ForwardBackward(), 1e-5);
        foreach (var expected in Goldens.Json(folder, "grad_norms.json").EnumerateObject())
        {
            if (expected.Name.Contains(NeverUsed, StringComparison.Ordinal))
                continue;
            double squares = 0;
            foreach (float g in run.Session.Gradient(expected.Name))
                squares += (double)g * g;
            double norm = expected.Value.GetDouble();
            // A gate's gradient is a sum of a million products that nearly cancel (one norm is 1e-4 where its like are 0.1):
            // float32 leaves 1e-6 of noise in it, in the golden number too.
            double noise = expected.Name.Contains(".all_gate.", StringComparison.Ordinal) ? 1e-6 : 1e-9;
            Assert.AreEqual(norm, Math.Sqrt(squares), 3e-4 * norm + noise, $"{folder}: {expected.Name}");
        }
    }

    private Run Start(string folder, bool saveMemory = false)
    {
        var weights = new HashedWeights(folder);
        MmaDferConfig config = MmaDferConfig.FromWeights(weights);
        var expected = new GoldenTensors(folder, "training.safetensors");
        int[] labels = [.. expected.Longs("labels").Select(l => (int)l)];
        string[] trained = [.. NetworkTensors.Of(config).Where(t => t.Trained && t.Used).Select(t => t.Name)];
        TrainingSession session = CreateEngine().PrepareTraining(
            weights, trained, (ops, store) => new MmaDferNetwork(config, store).Build(ops, labels.Length), saveMemory);
        HashedTensors.Frames(labels.Length, config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(labels.Length).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        return new Run(session, labels, expected);
    }

    /// <summary>3e-4 relative in norm, as the golden data demands.</summary>
    private static void CheckGradient(float[] expected, ReadOnlySpan<float> actual, string name)
    {
        Assert.AreEqual(expected.Length, actual.Length, name);
        double difference = 0, norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow((double)expected[i] - actual[i], 2);
            norm += (double)expected[i] * expected[i];
        }
        Assert.IsTrue(Math.Sqrt(difference) <= 3e-4 * Math.Sqrt(norm) + 1e-9,
            $"{name}: the gradient is off by {Math.Sqrt(difference):E2} of {Math.Sqrt(norm):E2}.");
    }

    private sealed record Run(TrainingSession Session, int[] Labels, GoldenTensors Expected) : IDisposable
    {
        public double ForwardBackward()
        {
            Session.Forward();
            double loss = CrossEntropy.Run(
                Session.Output(MmaDferNetwork.LogitsOutput), Labels, 0, 1, Session.OutputGradient(MmaDferNetwork.LogitsOutput));
            Session.Backward();
            return loss;
        }

        public void Dispose() => Session.Dispose();
    }
}
