using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Windows;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Tests.Stage;

[TestClass]
public sealed class StagesTests
{
    [TestMethod]
    public void WithoutADisplayAPngIsWritten()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".png");
        try
        {
            using (IStage stage = new Offscreen(64, 48))
            {
                var loop = new StageLoop(stage, new CaptureClock());
                int drawn = 0;
                loop.Run(new Canvas(64, 48), (canvas, _) => { canvas.Clear(0xFF0000, 0xFF0000); drawn++; }, _ => { }, 0.5, path, default);
                Assert.IsInRange(1, 32, drawn, "at most 60 per second");
            }
            byte[] png = File.ReadAllBytes(path);
            CollectionAssert.AreEqual(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' }, png[..4]);
            Assert.AreEqual((64, 48), (png[19], png[23]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void AWindowShowsTheSameAsTheSoftwarePainter()
    {
        const int width = 320, height = 240;
        using IStage stage = Window(width, height);
        var canvas = new Canvas(width, height);
        var frame = new CanvasImage();
        byte[] pixels = new byte[3 * 16 * 16];
        new Random(1).NextBytes(pixels);
        frame.Show(new FrameView(pixels, 16, 16, PixelLayout.Rgb24));
        canvas.Clear(0x102030, 0x405060);
        canvas.Box(10, 10, 100, 60, 0xFFAA00, 12, bottom: 0x0000FF);
        canvas.Box(120, 10, 80, 60, 0x00FF00, 8, stroke: 5);
        canvas.Box(220.3f, 12.6f, 50, 50, new Colour(1, 0, 1, 0.5f));
        canvas.Circle(60, 120, 30, 0xFFFFFF, radiusY: 18, turn: 0.6f, bottom: 0xFF0000);
        canvas.Circle(150, 120, 20, new Colour(1, 1, 0, 0.8f), softness: 24);
        canvas.Clip(200, 90, 40, 30);
        canvas.Circle(220, 120, 28, 0x00FFFF);
        canvas.Unclip();
        canvas.Image(frame, 250, 90, 60, 60, radius: 20);
        canvas.Ring(60, 190, 30, 3, 0xFFFFFF);
        canvas.Text(110, 200, 18, "Stage 42 %", 0xFFFFFF);
        stage.ProcessInput(_ => { });
        stage.Show(canvas);
        var painter = new SoftwarePainter(width, height);
        painter.Paint(canvas);
        byte[] expected = painter.ToRgb(), actual = stage.ReadPixels(out int actualWidth);
        Assert.AreEqual(width, actualWidth);
        double sum = 0;
        int far = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            sum += Math.Abs(expected[i] - actual[i]);
            far += Math.Abs(expected[i] - actual[i]) > 24 ? 1 : 0;
        }
        Assert.IsLessThan(0.5, sum / expected.Length, "mean difference, of 255");
        Assert.IsLessThan(expected.Length / 1000, far, "values with large differences");
    }

    private static IStage Window(int width, int height)
    {
        IStage stage = Stages.Open("test", width, height, allowOffscreen: true);
        if (stage is not Offscreen)
            return stage;
        stage.Dispose();
        RequiredTools.Missing(
            "MMADFER_REQUIRE_WINDOW", "no window can be opened (no Silk.NET in this build, or no display); the OpenGL painter is not tested.");
        return stage;
    }
}
