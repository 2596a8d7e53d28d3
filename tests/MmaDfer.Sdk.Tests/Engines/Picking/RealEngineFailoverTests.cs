using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Tests.Clips;

namespace MmaDfer.Sdk.Tests.Engines.Picking;

/// <summary>A driver lost in the midst of its work that is not of the tests' making.</summary>
[TestClass]
public sealed class RealEngineFailoverTests
{
    [TestMethod]
    public void ARunOfARealDriverThatTakesTooLongIsDoneByTheNextEngine()
    {
        Engine gpu = RequiredEngines.Create(EngineNames.WebGpu);
        var picker = new EnginePicker([gpu, new CpuEngine(1)])
        {
            // No run keeps to that; opening, which has a limit of its own, does not count.
            RunTimeLimit = TimeSpan.FromMilliseconds(1),
            OpenTimeLimit = TimeSpan.FromMinutes(10),
            FirstRetryPause = TimeSpan.FromMinutes(10),
            LongestRetryPause = TimeSpan.FromMinutes(10),
        };
        using var model = new TinyModel();
        using EmotionRecognizer plain = EmotionRecognizer.Load(model.Path, new() { Engine = new CpuEngine(1) });
        float[] expected = Recognize(plain);
        using (EmotionRecognizer recognizer = EmotionRecognizer.Load(model.Path, new() { Engine = picker }))
        {
            Assert.AreSame(gpu, recognizer.Engine);
            CollectionAssert.AreEqual(expected, Recognize(recognizer));
            Assert.AreEqual("cpu", recognizer.Engine.Name);
            Assert.AreEqual(EngineState.Lost, recognizer.Engines[0].State);
            StringAssert.Contains(recognizer.Engines[0].Reason, "was left behind");
        }
        // Runs queue up for the device: this one comes after the one that was left behind, which did no harm.
        using EmotionRecognizer after = EmotionRecognizer.Load(model.Path, new() { Engine = gpu });
        Closeness.Assert(expected, Recognize(after), 2e-5, "after the loss");
    }

    private static float[] Recognize(EmotionRecognizer recognizer)
    {
        using var frames = new NoiseFrames([.. Enumerable.Range(0, 20)], 3);
        return recognizer.Recognize(recognizer.ReadClip(frames, null)).Logits.ToArray();
    }
}
