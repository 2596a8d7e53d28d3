using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Reliability;

/// <summary>Short forms of what docs/reliability.md gives the figures of.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ReliabilityTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void PlayLeavesMemoryFlatAndQueuesEmpty()
    {
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path, new() { Engine = new CpuEngine(1) });
        List<Soak.State> states = new Soak(recognizer, TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(2)).Run(s => TestContext.WriteLine($"{s}"));
        Assert.HasCount(7, states);
        Assert.IsTrue(states.All(s => s.Idle));
        Assert.AreEqual(0, states[^1].Counts.Failures);
        Assert.IsGreaterThan(500, states[^1].Counts.Readings);
        // From when all rates and sizes were seen. What tests before have left may still be collected.
        Assert.IsLessThan(states[5].Heap + 300_000, states[^1].Heap, "bytes alive");
        // A hundred readings; new memory for the sample rate that comes back would be a megabyte.
        Assert.IsLessThan(500_000L, states[^1].Allocated, "bytes allocated");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public void AGameLoopIsNotHeldUp(int way)
    {
        using var model = new TinyModel();
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path, new() { Engine = new CpuEngine(1) });
        FrameTimes.Result result = FrameTimes.Measure(recognizer, (FrameTimes.Way)way, TimeSpan.FromSeconds(2), warmUp: TimeSpan.FromSeconds(1));
        TestContext.WriteLine($"{(FrameTimes.Way)way}: {result}");
        // The bound of 1 ms for 99.9 % is measured on a quiet machine; here others may take the processor away.
        Assert.IsLessThan(1, result.Median);
        // Events, and the memory of places for waiting frames that are first used when the machine falls behind: two copies for each of four.
        Assert.IsLessThanOrEqualTo(16, result.Allocating);
        Assert.IsGreaterThanOrEqualTo(3, result.Readings);
    }
}
