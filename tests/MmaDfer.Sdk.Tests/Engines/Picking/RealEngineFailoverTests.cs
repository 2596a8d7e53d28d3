using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Picking;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Engines.Picking;

/// <summary>A driver lost in the midst of its work that is not of the tests' making.</summary>
[TestClass]
public sealed class RealEngineFailoverTests
{
    private const int Doublings = 40;
    private const float Expected = 3f * (1L << Doublings);

    [TestMethod]
    public void ARunOfARealDriverThatTakesTooLongRunsOnTheNextEngine()
    {
        Engine gpu = RequiredEngines.Create(EngineNames.WebGpu);
        var picker = new EnginePicker([gpu, new CpuEngine(1)])
        {
            // No run keeps to that; opening, which has a limit of its own, does not count.
            RunTimeLimit = TimeSpan.FromMilliseconds(1),
            OpenTimeLimit = TimeSpan.FromMinutes(10),
            InitialRetryDelay = TimeSpan.FromMinutes(10),
            MaxRetryDelay = TimeSpan.FromMinutes(10),
        };
        using (var session = (FailoverSession)picker.Prepare(ops => Double(ops, 4096)))
        {
            Assert.AreSame(gpu, session.Engine);
            Assert.AreEqual(Expected, Run(session));
            Assert.AreEqual("cpu", session.Engine.Name);
            Assert.AreEqual(EngineState.Lost, session.Reports[0].State);
            StringAssert.Contains(session.Reports[0].Reason, "was abandoned");
        }
        // Runs queue up for the device: this one comes after the one that was abandoned, which did no harm.
        using Session after = gpu.Prepare(ops => Double(ops, 4));
        Assert.AreEqual(Expected, Run(after));
    }

    // With 4096 rows so much that the driver takes far longer than the limit on any machine, also longer than a busy one takes to notice.
    private static void Double(OpSet ops, int rows)
    {
        Value x = ops.Input("x", new Shape(rows, 1024));
        for (int i = 0; i < Doublings; i++)
            x = ops.Add(x, x);
        ops.Output("y", x);
    }

    private static float Run(Session session)
    {
        session.Input("x").Fill(3);
        session.Run();
        ReadOnlySpan<float> y = session.Output("y");
        Assert.AreEqual(y[0], y[^1]);
        return y[0];
    }
}
