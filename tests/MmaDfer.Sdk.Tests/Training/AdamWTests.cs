using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Training;

[TestClass]
public sealed class AdamWTests
{
    /// <summary>Compares the vectorised loop and its scalar remainder with the formulas.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(16)]
    [DataRow(1003)]
    public void EveryElementMatchesTheFormulasBitForBit(int length)
    {
        const double rate = 1e-3, decay = 1e-2;
        var weights = new MemoryWeights("test");
        float[] expected = OpFixture.Values("w", new Shape(length, 1));
        weights.Set("w", new Shape(length, 1), expected);
        using TrainingSession session = new CpuEngine(1).PrepareTraining(
            weights, ["w"], (ops, store) => ops.Output("y", ops.Linear(ops.Input("x", new Shape(1, 1)), new WeightScope(store)["w"], null)));
        var optimizer = new AdamW { WeightDecay = decay };
        float[] mean = new float[length], square = new float[length];
        for (int step = 1; step <= 5; step++)
        {
            float[] gradient = OpFixture.Values($"gradient {step}", new Shape(length));
            gradient.CopyTo(session.Gradient("w"));
            optimizer.Step(session, rate);
            float keep = (float)(1 - rate * decay), correction = (float)Math.Sqrt(1 - Math.Pow(0.999, step)), scaled = (float)(rate / (1 - Math.Pow(0.9, step)));
            for (int i = 0; i < length; i++)
            {
                mean[i] = 0.9f * mean[i] + (float)(1 - 0.9) * gradient[i];
                square[i] = 0.999f * square[i] + (float)(1 - 0.999) * gradient[i] * gradient[i];
                expected[i] = keep * expected[i] - scaled * mean[i] / (MathF.Sqrt(square[i]) / correction + 1e-8f);
            }
            CollectionAssert.AreEqual(expected, session.Parameter("w").ToArray(), $"step {step}");
        }
    }
}
