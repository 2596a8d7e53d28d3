using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// The whole network in each of the paper's variants, for which there are no golden numbers: gradients against central
/// differences, clips of a batch on their own, and a few steps of training. One empty subclass per engine that trains.
/// </summary>
public abstract class VariantConformance
{
    private const int Batch = 2;
    private const float Step = 1 / 1024f;

    private static readonly int[] s_labels = [2, 0];

    /// <summary>The variants, as rows of data.</summary>
    public static IEnumerable<object[]> Variants => TinyVariants.Names.Select(name => new object[] { name });

    private protected abstract Engine CreateEngine();

    /// <summary>
    /// Tensors that differ only in the number of their block are moved together, along a random direction: the loss must change by
    /// the gradient's product with it.
    /// </summary>
    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void GradientsEqualCentralDifferences(string variant)
    {
        using TrainingSession session = Start(variant);
        ForwardBackward(session);
        foreach (IGrouping<string, string> group in session.Parameters.GroupBy(name => string.Concat(name.Where(c => !char.IsAsciiDigit(c)))))
            CheckGradient(session, [.. group], $"{variant}: {group.Key}");
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void SavingMemoryDoesNotChangeTheGradients(string variant)
    {
        using TrainingSession plain = Start(variant), saving = Start(variant, saveMemory: true);
        Assert.AreEqual(ForwardBackward(plain), ForwardBackward(saving), 1e-6);
        foreach (string name in plain.Parameters)
            Closeness.Assert(plain.Gradient(name), saving.Gradient(name), 1e-5, $"{variant}: {name}");
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void ClipsOfABatchAreIndependent(string variant)
    {
        MmaDferConfig config = TinyVariants.Config(variant);
        float[] together = Logits(config, Batch, 0);
        Closeness.Assert(together.AsSpan(0, config.Classes), Logits(config, 1, 0), 1e-6, variant);
        Closeness.Assert(together.AsSpan(config.Classes), Logits(config, 1, 1), 1e-6, variant);
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void TrainingChangesEveryTrainedTensorAndLearns(string variant)
    {
        using TrainingSession session = Start(variant);
        Dictionary<string, float[]> before = session.Parameters.ToDictionary(name => name, name => session.Parameter(name).ToArray());
        var optimizer = new AdamW { WeightDecay = 0 };
        double first = ForwardBackward(session);
        for (int i = 0; i < 10; i++)
        {
            optimizer.Step(session, 3e-3);
            session.ZeroGradients();
            ForwardBackward(session);
        }
        double last = ForwardBackward(session);
        Assert.IsTrue(last < 0.5 * first, $"{variant}: the loss fell from {first} to {last} only.");
        foreach ((string name, float[] values) in before)
            CollectionAssert.AreNotEqual(values, session.Parameter(name).ToArray(), $"{variant}: {name}");
    }

    private static void CheckGradient(TrainingSession session, string[] names, string what)
    {
        Dictionary<string, (float[] Values, float[] Direction)> moved = names.ToDictionary(name => name, name =>
        {
            float[] direction = new float[session.Parameter(name).Length];
            HashedTensors.Uniform("direction of " + name, 0, direction);
            return (session.Parameter(name).ToArray(), direction);
        });
        double actual = 0, size = 0;
        foreach ((string name, (_, float[] direction)) in moved)
        {
            ReadOnlySpan<float> gradient = session.Gradient(name);
            for (int i = 0; i < direction.Length; i++)
            {
                actual += (double)gradient[i] * direction[i];
                size += Math.Pow((double)gradient[i] * direction[i], 2);
            }
        }
        Assert.IsTrue(size > 0, $"{what} has no gradient.");
        double expected = (LossAt(Step) - LossAt(-Step)) / (2 * Step);
        LossAt(0);
        // The third derivative times the square of the step, and the rounding of the losses.
        Assert.AreEqual(expected, actual, 2e-2 * Math.Sqrt(size) + 4e-4, what);

        double LossAt(float step)
        {
            foreach ((string name, (float[] values, float[] direction)) in moved)
            {
                Span<float> parameter = session.Parameter(name);
                for (int i = 0; i < values.Length; i++)
                    parameter[i] = values[i] + step * direction[i];
            }
            session.ParametersChanged();
            return Forward(session);
        }
    }

    private static double ForwardBackward(TrainingSession session)
    {
        double loss = Forward(session);
        session.Backward();
        return loss;
    }

    private static double Forward(TrainingSession session)
    {
        session.Forward();
        return CrossEntropy.Run(
            session.Output(MmaDferNetwork.LogitsOutput), s_labels, 0, 1, session.OutputGradient(MmaDferNetwork.LogitsOutput));
    }

    private TrainingSession Start(string variant, bool saveMemory = false)
    {
        MmaDferConfig config = TinyVariants.Config(variant);
        TrainingSession session = CreateEngine().PrepareTraining(
            TinyVariants.Weights(config), TrainableTensors.Names(TrainableSet.Adapters, config),
            (ops, store) => new MmaDferNetwork(config, store).Build(ops, Batch), saveMemory);
        HashedTensors.Frames(Batch, config.ImageSize).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(Batch).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        return session;
    }

    /// <summary>Logits of clips <paramref name="first"/> onwards of a batch.</summary>
    private float[] Logits(MmaDferConfig config, int count, int first)
    {
        MemoryWeights weights = TinyVariants.Weights(config);
        using Session session = CreateEngine().Prepare(ops => new MmaDferNetwork(config, weights).Build(ops, count));
        Part(HashedTensors.Frames(Batch, config.ImageSize)).CopyTo(session.Input(MmaDferNetwork.FramesInput));
        Part(HashedTensors.Audio(Batch)).CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();

        ReadOnlySpan<float> Part(float[] values) => values.AsSpan(values.Length / Batch * first, values.Length / Batch * count);
    }
}
