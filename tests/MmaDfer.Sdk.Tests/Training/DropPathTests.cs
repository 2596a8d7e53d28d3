using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tests.Models;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Training;

[TestClass]
public sealed class DropPathTests
{
    [TestMethod]
    public void WithoutDropsTheNetworkMatchesInference()
    {
        MemoryWeights weights = SmallNetworks.Weights();
        Closeness.Assert(Inference(weights), Trained(weights, DropPathDraws.FillOnes), 2e-5, "all factors 1");
    }

    [TestMethod]
    public void ADroppedBranchEqualsABranchWithAZeroLastLayer()
    {
        MemoryWeights weights = SmallNetworks.Weights();
        float[] dropped = Trained(weights, session =>
        {
            DropPathDraws.FillOnes(session);
            session.Input(DropPath.InputName(DropPath.Face, 11, 1)).Clear();
            session.Input(DropPath.InputName(DropPath.Audio, 4, 0)).Clear();
        });
        foreach (string layer in (string[])["image_encoder.blocks.11.mlp.fc2", "audio_model.blocks.4.attn.proj"])
        {
            foreach (TensorInfo tensor in weights.Tensors.Values.Where(t => t.Name.StartsWith(layer, StringComparison.Ordinal)).ToArray())
                weights.Set(tensor.Name, tensor.Shape, new float[tensor.Shape.Count]);
        }
        Closeness.Assert(Inference(weights), dropped, 2e-5, "dropped");
        Assert.AreNotEqual(dropped[0], Inference(SmallNetworks.Weights())[0], 1e-3f);
    }

    [TestMethod]
    public void EachBlockDropsAtItsOwnRate()
    {
        using TrainingSession session = Session(SmallNetworks.Weights());
        const double rate = 0.4;
        int[] dropped = new int[MmaDferConfig.Depth];
        const int rounds = 200;
        for (int round = 0; round < rounds; round++)
        {
            DropPathDraws.Fill(session, 0, rate, SeededRandom.Of((ulong)round));
            for (int block = 1; block < MmaDferConfig.Depth; block++)
            {
                float kept = (float)(1 / (1 - rate * block / 11));
                foreach (float factor in session.Input(DropPath.InputName(DropPath.Face, block, 1)))
                {
                    Assert.IsTrue(factor == 0 || factor == kept, $"{factor} in block {block}");
                    dropped[block] += factor == 0 ? 1 : 0;
                }
            }
        }
        for (int block = 1; block < MmaDferConfig.Depth; block++)
            Assert.AreEqual(rate * block / 11, (double)dropped[block] / (rounds * 16), 0.03, $"block {block}");
        CollectionAssert.DoesNotContain(session.Inputs.ToArray(), DropPath.InputName(DropPath.Face, 0, 0));
    }

    [TestMethod]
    public void TheLearningRateMatchesThePaper()
    {
        foreach (int epoch in (int[])[0, 1, 12, 24])
            Assert.AreEqual(0.5e-4 * (1 + Math.Cos(Math.PI * epoch / 25)), LearningRate.OfEpoch(1e-4, epoch, 25), 1e-18);
        CollectionAssert.AreEqual(
            (double[])[0.25, 0.5, 0.75, 1, 1], Enumerable.Range(0, 5).Select(step => LearningRate.Warmup(step, 3)).ToArray());
        Assert.AreEqual(1, LearningRate.Warmup(0, 0));
    }

    private static float[] Trained(WeightStore weights, Action<TrainingSession> factors)
    {
        using TrainingSession session = Session(weights);
        Fill(session.Input);
        factors(session);
        session.Forward();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }

    private static TrainingSession Session(WeightStore weights) => new CpuEngine(2).PrepareTraining(
        weights, TrainableTensors.Names(TrainableSet.Classifier, SmallNetworks.Config),
        (ops, store) => new MmaDferNetwork(SmallNetworks.Config, store).Build(ops, 1, dropPath: true));

    private static float[] Inference(WeightStore weights)
    {
        using Session session = new CpuEngine(2).Prepare(ops => new MmaDferNetwork(SmallNetworks.Config, weights).Build(ops, 1));
        Fill(session.Input);
        session.Run();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }

    private delegate Span<float> Inputs(string name);

    private static void Fill(Inputs inputs)
    {
        HashedTensors.Frames(1, SmallNetworks.Config.ImageSize).CopyTo(inputs(MmaDferNetwork.FramesInput));
        HashedTensors.Audio(1).CopyTo(inputs(MmaDferNetwork.AudioInput));
    }
}
