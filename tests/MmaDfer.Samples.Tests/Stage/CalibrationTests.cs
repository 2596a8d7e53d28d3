using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using View = MmaDfer.Samples.Mirror.Mirror;

namespace MmaDfer.Samples.Tests.Stage;

[TestClass]
public sealed class CalibrationTests
{
    [TestMethod]
    public void ItWaitsForAFaceAndCanBeSkipped()
    {
        using EmotionRecognizer recognizer = new CommandLine([]).LoadRecognizer();
        using EmotionStream stream = recognizer.OpenStream(new());
        var calibration = new Calibration(stream);
        calibration.Update(hasFace: false);
        Assert.AreEqual((false, false, false), (calibration.IsAsking, calibration.IsOver, stream.IsCapturingBaseline));
        calibration.Update(hasFace: true);
        Assert.AreEqual((true, false, true), (calibration.IsAsking, calibration.IsOver, stream.IsCapturingBaseline));
        calibration.Skip();
        calibration.Update(hasFace: true);
        Assert.AreEqual((false, true, false), (calibration.IsAsking, calibration.IsOver, stream.IsCapturingBaseline));
        Assert.IsNull(stream.Baseline);
    }

    [TestMethod]
    [Timeout(300_000)]
    public void TheMirrorAsksForTheRestingFaceFirst()
    {
        RequiredTools.Ffmpeg();
        var options = new CommandLine(
            ["--camera", "lavfi:testsrc=size=64x64:rate=15", "--microphone", "lavfi:sine=sample_rate=16000", "--faces", "none", "--mute", "--calibrate", "--model", Path.Combine(AppContext.BaseDirectory, "demo.safetensors")],
            "--mute", "--calibrate");
        var clock = new CaptureClock();
        using EmotionRecognizer recognizer = options.LoadRecognizer();
        using var mirror = new View(options, recognizer, clock, loop: null);
        var canvas = new Canvas(View.Width, View.Height);
        Wait.Until(() => { mirror.Draw(canvas, clock.Now); return mirror.IsCalibrating; }, mirror.Problem ?? "It does not ask.");
        Wait.Until(() => { mirror.Draw(canvas, clock.Now); return !mirror.IsCalibrating; }, mirror.Problem ?? "It does not end.");
        // Another input, and the camera again: it asks again, and is skipped.
        mirror.Press('1');
        Wait.Until(() => { mirror.Draw(canvas, clock.Now); return mirror.Source == "drawn person"; }, mirror.Problem ?? "It does not switch.");
        Assert.IsFalse(mirror.IsCalibrating);
        mirror.Press('2');
        Wait.Until(() => { mirror.Draw(canvas, clock.Now); return mirror.IsCalibrating; }, mirror.Problem ?? "It does not ask again.");
        mirror.Press(' ');
        mirror.Draw(canvas, clock.Now);
        Assert.IsFalse(mirror.IsCalibrating);
    }

    [TestMethod]
    public void WithoutAModelACameraTakesTheStarterModelAndEverythingElseTheDemo()
    {
        var camera = new CommandLine(["--camera", "x"]);
        StringAssert.EndsWith(new CommandLine([]).FindModel(camera: false), "demo.safetensors");
        StringAssert.Contains(camera.DescribeModel(camera.HasCamera), "never for decisions about people");
        Assert.AreEqual("y.safetensors", new CommandLine(["--camera", "x", "--model", "y.safetensors"]).FindModel(camera: true));
        StringAssert.EndsWith(camera.FindModel(camera.HasCamera), "starter.safetensors");
    }
}
