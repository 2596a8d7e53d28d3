using MmaDfer.Sdk.Engines.Cpu;
using MmaDfer.Sdk.Engines.Cpu.Gradients;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Engines.Cpu;

/// <summary>Steps that add to the same gradient never run side by side: what one of them adds would be lost now and then.</summary>
[TestClass]
public sealed class GradientScheduleTests
{
    [TestMethod]
    public void GradientsOfAWeightUsedTwiceAreAddedByOneStepAtATime()
    {
        var store = new MemoryWeights("test");
        store.Set("x", new Shape(7, 29), new float[7 * 29]);
        store.Set("w", new Shape(29, 29), new float[29 * 29]);
        using var weights = new CpuWeights();
        using var parameters = new ParameterStore(store, ["x", "w"]);
        var scope = new WeightScope(parameters);
        var ops = new CpuOps();
        Value one = ops.Linear(ops.Gelu(ops.Parameter(scope["x"])), scope["w"], null);
        Value two = ops.Linear(ops.GeluTanh(ops.Parameter(scope["x"])), scope["w"], null);
        ops.Output("y", ops.Add(one, two));
        var forward = new Lowering(weights, 2, training: true);
        forward.Lower(ops.Nodes);
        var backward = new GradientLowering(forward, weights, parameters, 2);
        backward.Lower(ops.Nodes, [0]);

        Phase[] phases = Phase.Schedule(backward.Chunks.Single());
        int adding = 0;
        foreach (Phase phase in phases)
        {
            nint[] places = [.. phase.Steps.SelectMany(s => s.Results).Select(Place).Where(p => p != 0)];
            Assert.AreEqual(places.Distinct().Count(), places.Length, "Two steps of one phase add to the same gradient.");
            adding += places.Length;
        }
        Assert.AreEqual(4, adding, "Two uses of two weights.");
    }

    /// <summary>Where a parameter's gradient lies; 0 for what has no place yet.</summary>
    private static unsafe nint Place(Matrix matrix) => (nint)matrix.Region.Address;
}
