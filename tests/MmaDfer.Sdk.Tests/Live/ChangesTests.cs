using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>A short form of the benchmark <c>changes</c>: the same changes are said sooner where the window starts anew, and not less rightly.</summary>
[TestClass]
public sealed class ChangesTests
{
    private const int Changes = 14;

    [TestMethod]
    [DataRow(WindowReuse.Approximate)]
    [DataRow(WindowReuse.Exact)]
    public async Task AWindowThatStartsAnewSaysChangesWithinASecond(WindowReuse reuse)
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), new() { Engine = new CpuEngine(1) });
        var trial = new ChangeTrial(2000, Changes);
        var options = new EmotionStreamOptions { Window = TimeSpan.FromSeconds(2), Reuse = reuse };
        ChangeCounts plain = new(), quick = new();
        trial.Count(await trial.Watch(recognizer, options), plain);
        List<EmotionReading> readings = await trial.Watch(recognizer, options with { RestartOnChange = true });
        trial.Count(readings, quick);
        Assert.IsInRange(1.3, 2.2, plain.Quantile(0.5), $"{plain}");
        Assert.IsLessThan(1.2, quick.Quantile(0.5), $"{quick}; without: {plain}");
        Assert.IsGreaterThan(plain.Settled - 0.04, quick.Settled, $"{quick}; without: {plain}");
        Assert.IsGreaterThan(plain.Right + 0.03, quick.Right, $"{quick}; without: {plain}");
        Assert.IsLessThan(plain.OtherChangesAMinute + 3, quick.OtherChangesAMinute, $"{quick}; without: {plain}");
        // The first window after a change is its newest half second; then it grows.
        EmotionReading[] restarted = [.. readings.Where(r => r.Raw is { } raw && Math.Abs((raw.End - raw.Start).TotalSeconds - 0.5) < 0.01 && r.Time.TotalSeconds > 1)];
        Assert.IsGreaterThan(Changes / 2, restarted.Length);
        Assert.IsTrue(restarted.All(r => !r.Flags.HasFlag(ReadingFlags.WarmingUp)));
    }
}
