using MmaDfer.Cli.Watching;
using MmaDfer.Sdk;
using Spectre.Console;

namespace MmaDfer.Cli.Tests.Watching;

[TestClass]
public sealed class WatchViewTests
{
    [TestMethod]
    public void BarsShowProbabilitiesInAFixedOrder()
    {
        string[] lines = Draw(80, new EmotionReading(
            TimeSpan.FromSeconds(65.25), "fear", ["neutral", "fear", "joy"], [0.25f, 0.7f, 0.05f], null, (-0.5f, 0.6f), ReadingFlags.NoAudio));
        Assert.AreEqual("a film, on cpu", lines[0].Trim());
        Assert.HasCount(5, lines);
        CollectionAssert.AreEqual(new[] { "neutral", "fear", "joy" }, lines[1..4].Select(l => l.Trim().Split(' ')[0]).ToArray());
        CollectionAssert.AreEqual(new[] { 10, 28, 2 }, lines[1..4].Select(l => l.Count(c => c is '#' or '█')).ToArray());
        Assert.Contains("70.0 %", lines[2]);
        Assert.AreEqual("00:01:05.2  fear, valence -0.5, arousal +0.6 (no audio). Ctrl+C stops it.", lines[4].Trim());
    }

    [TestMethod]
    public void NarrowTerminalsAndUnknownLabelsAreShown()
    {
        string[] lines = Draw(40, new EmotionReading(
            TimeSpan.Zero, null, ["neutral", "fear"], [1, 0], null, null, ReadingFlags.NoFace | ReadingFlags.WarmingUp));
        Assert.AreEqual(10, lines[1].Count(c => c is '#' or '█'));
        StringAssert.StartsWith(lines[3].Trim(), "00:00:00.0  - (no face, warming");
    }

    private static string[] Draw(int width, EmotionReading reading)
    {
        using var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        console.Write(WatchView.Draw(console.Profile, "a film, on cpu", reading));
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
