using System.Text.RegularExpressions;
using MmaDfer.Samples.GameLoop;
using MmaDfer.Sdk.Conformance;
using GameLoop = MmaDfer.Samples.GameLoop.Program;
using WatchCamera = MmaDfer.Samples.WatchCamera.Program;

namespace MmaDfer.Cli.Tests.Samples;

/// <summary>The samples that run live, for a moment each.</summary>
[TestClass]
public sealed class LiveSamplesTests
{
    [TestMethod]
    public void TheGameLoopKeepsItsFrameRateAndGetsReadings()
    {
        using var output = new StringWriter();
        GameLoop.Run(4, output);
        string[] lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Match last = Regex.Match(lines[^1], @"^(\d+) frames, (\d+) readings; push and Update: median (\d+\.\d+) ms, 99 % below \d+\.\d+, max \d+\.\d+\.$");
        Assert.IsTrue(last.Success, lines[^1]);
        // 240 and 16; a busy machine keeps the loop waiting.
        Assert.IsInRange(30, 241, int.Parse(last.Groups[1].Value));
        Assert.IsInRange(1, 17, int.Parse(last.Groups[2].Value));
        // Copying takes hundredths of a millisecond; the network, were it waited for, would take tens.
        Assert.IsLessThan(5, double.Parse(last.Groups[3].Value));
        Assert.IsTrue(lines[..^1].All(l => l.Contains(" -> ", StringComparison.Ordinal)), output.ToString());
        if (lines.Length > 1)
            StringAssert.Contains(lines[0], "none -> ");
    }

    [TestMethod]
    public void TheDrawnPlayerHasFramesAndAudioWithoutGaps()
    {
        var player = new DrawnPlayer();
        int frames = 0;
        double heard = 0;
        for (int i = 0; i < 1260; i++)
        {
            TimeSpan now = TimeSpan.FromSeconds(i / 60.0);
            if (player.TryGetFrame(now, out ReadOnlySpan<byte> pixels, out TimeSpan taken))
            {
                Assert.AreEqual(frames++ / (double)DrawnPlayer.FrameRate, taken.TotalSeconds, 1e-6);
                Assert.AreEqual(3 * DrawnPlayer.Size * DrawnPlayer.Size, pixels.Length);
            }
            ReadOnlySpan<float> audio = player.ReadAudio(now, out TimeSpan time);
            Assert.AreEqual(heard, time.TotalSeconds, 1e-6);
            heard += (double)audio.Length / DrawnPlayer.SampleRate;
        }
        Assert.AreEqual(252, frames, "of 21 s, the first again after 20");
        Assert.AreEqual(1259 / 60.0, heard, 0.02);
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task CameraAndMicrophoneAreWatchedUntilInterrupted()
    {
        RequiredTools.Ffmpeg();
        using var error = new StringWriter();
        using var stop = new CancellationTokenSource();
        using var output = new InterruptingWriter(stop);
        int code = await WatchCamera.Run(
            ["--camera", "lavfi:testsrc=size=64x48:rate=25", "--microphone", "lavfi:sine=sample_rate=16000", "--faces", "none"], output, error, stop.Token);
        Assert.AreEqual(0, code, error.ToString());
        Assert.AreEqual("", error.ToString());
        StringAssert.Matches(output.ToString(), new Regex(@"^\d\d:\d\d:\d\d\.\d .*%"));
    }

    [TestMethod]
    [DataRow("--camera")]
    [DataRow("--camrea lavfi:testsrc")]
    public async Task AWrongCommandLineIsUsage(string line)
    {
        using StringWriter output = new(), error = new();
        Assert.AreEqual(2, await WatchCamera.Run(line.Split(' '), output, error, default));
        StringAssert.Contains(error.ToString(), "--camera");
    }

    [TestMethod]
    public async Task AMissingCameraIsReportedInOneSentence()
    {
        RequiredTools.Ffmpeg();
        using StringWriter output = new(), error = new();
        Assert.AreEqual(1, await WatchCamera.Run(["--camera", "lavfi:no-such-filter"], output, error, default));
        StringAssert.Contains(error.ToString(), "no-such-filter");
        Assert.AreEqual("", output.ToString());
    }

    /// <summary>Interrupts at the end of the second line.</summary>
    private sealed class InterruptingWriter(CancellationTokenSource stop) : StringWriter
    {
        private int _lines;

        public override void WriteLine(object? value)
        {
            base.WriteLine(value);
            if (++_lines == 2)
                stop.Cancel();
        }
    }
}
