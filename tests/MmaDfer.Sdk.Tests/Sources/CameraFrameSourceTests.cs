using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Sources.Decoding;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>With ffmpeg's own virtual device, and with programs that pretend to be ffmpeg at a camera that comes and goes.</summary>
[TestClass]
public sealed class CameraFrameSourceTests
{
    // Brightness counts the frames: 16 + the number, which starts again after 200.
    private static readonly CaptureDevice Counting = new() { Format = "lavfi", Input = "nullsrc=size=64x48:rate=50,format=yuv420p,geq=lum='16+mod(N,200)':cb=128:cr=128", Name = "counting" };

    [TestMethod]
    public void FramesComeInTimeOneByOne()
    {
        RequiredTools.Ffmpeg();
        using var camera = CameraFrameSource.Open(Counting);
        Assert.IsNull(camera.FrameCount);
        Assert.IsTrue(camera.IsLive);
        int last = -1;
        TimeSpan before = TimeSpan.FromTicks(-1);
        TimeSpan first = default;
        for (int i = 0; i < 25; i++)
        {
            Assert.IsTrue(camera.TryRead(out FrameView frame, out TimeSpan time));
            Assert.AreEqual((64, 48, PixelLayout.I420), (frame.Width, frame.Height, frame.Layout));
            int number = frame.Pixels[0] - 16;
            Assert.IsGreaterThan(last, number);
            Assert.IsGreaterThan(before, time);
            first = i == 0 ? time : first;
            (last, before) = (number, time);
        }
        // 24 frames of 20 ms; a busy machine lets some of them come together, but not all.
        Assert.IsGreaterThan(0.1, (before - first).TotalSeconds);
        Assert.AreEqual("'counting'", camera.ToString());
    }

    [TestMethod]
    public void ALateReaderGetsTheNewest()
    {
        using var folder = new TemporaryFolder();
        // When the last is written, less than two frames are still on their way (in the pipe and the buffer behind it), and the one before them
        // may be just about to be handed over.
        const int width = 640, height = 480, frames = 12;
        string written = folder["written"];
        byte[] frame = new byte[6 + (width * height * 3 / 2)];
        "FRAME\n"u8.CopyTo(frame);
        for (int i = 0; i < frames; i++)
        {
            frame.AsSpan(6).Fill((byte)('A' + i));
            folder.Write($"frame{i}", frame);
        }
        string all = string.Join(' ', Enumerable.Range(0, frames).Select(i => $"'{folder[$"frame{i}"]}'"));
        using var camera = Fake(FakeFfmpeg.Program(folder, $"printf 'YUV4MPEG2 W{width} H{height} F25:1 C420jpeg\n' ; cat {all} ; : > '{written}' ; sleep 1000"));
        Wait.Until(() => File.Exists(written));
        Assert.IsTrue(camera.TryRead(out FrameView newest, out _));
        int number = newest.Pixels[0] - 'A';
        Assert.IsGreaterThanOrEqualTo(frames - 4, number);
        Assert.AreEqual(number, camera.DroppedFrames);
    }

    [TestMethod]
    public void ColoursSizeAndRateAreAsAsked()
    {
        RequiredTools.Ffmpeg();
        var red = new CaptureDevice { Format = "lavfi", Input = "color=c=red:size=320x240:rate=60", Name = "red" };
        using var camera = CameraFrameSource.Open(red, new CameraOptions { Width = 63, Height = 47, FramesPerSecond = 20 });
        byte[] rgb = new byte[3 * 63 * 47];
        TimeSpan first = default;
        TimeSpan last = default;
        for (int i = 0; i < 5; i++)
        {
            Assert.IsTrue(camera.TryRead(out FrameView frame, out last));
            Assert.AreEqual((63, 47), (frame.Width, frame.Height));
            frame.CopyTo(rgb);
            first = i == 0 ? last : first;
        }
        for (int i = 0; i < rgb.Length; i += 3)
        {
            Assert.AreEqual(254, rgb[i], 2);
            Assert.AreEqual(0, rgb[i + 1], 2);
            Assert.AreEqual(0, rgb[i + 2], 2);
        }
        Assert.IsGreaterThan(0.12, (last - first).TotalSeconds);
    }

    [TestMethod]
    public void ReadingAllocatesNothing()
    {
        RequiredTools.Ffmpeg();
        using var camera = CameraFrameSource.Open(Counting);
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 10; i++)
                camera.TryRead(out _, out _);
        }));
    }

    [TestMethod]
    public void ACameraThatIsNotThereIsRefused()
    {
        RequiredTools.Ffmpeg();
        var missing = new CaptureDevice { Format = "v4l2", Input = "/dev/video99", Name = "Webcam" };
        MediaException e = SourceReading.Refused("Webcam", () => _ = CameraFrameSource.Open(missing));
        StringAssert.StartsWith(e.Message, "The camera 'Webcam' cannot be opened: ");
        e = SourceReading.Refused("odd", () => _ = CameraFrameSource.Open(new CaptureDevice { Format = "no-such-kind", Input = "x", Name = "odd" }));
        StringAssert.Contains(e.Message, "no-such-kind");
    }

    [TestMethod]
    public void ALossIsReportedOnceAndTheCameraComesBack()
    {
        using var folder = new TemporaryFolder();
        string program = FakeFfmpeg.EachStart(
            folder,
            $"{Y4m("A", "B")} ; sleep 0.3 ; echo '[v4l2 @ 0x1] [error] No such device' >&2 ; exit 1",
            "echo '[error] Cannot open it' >&2 ; exit 1",
            $"{Y4m("C")} ; sleep 1000");
        using var camera = Fake(program);
        Assert.IsTrue(camera.TryRead(out FrameView frame, out TimeSpan time));
        string seen = "" + (char)frame.Pixels[0];
        MediaException? loss = null;
        try
        {
            while (camera.TryRead(out frame, out time))
                seen += (char)frame.Pixels[0];
        }
        catch (MediaException e)
        {
            loss = e;
        }
        // "A" may have been dropped for "B".
        Assert.AreEqual('B', seen[^1]);
        Assert.AreEqual("The camera 'fake' was lost: No such device.", loss?.Message);
        Assert.IsTrue(camera.TryRead(out frame, out TimeSpan later));
        Assert.AreEqual((byte)'C', frame.Pixels[0]);
        Assert.IsGreaterThan(time, later);
    }

    [TestMethod]
    public void ASilentCameraIsLost()
    {
        using var folder = new TemporaryFolder();
        using var camera = Fake(FakeFfmpeg.Program(folder, $"{Y4m("A")} ; sleep 1000"), TimeSpan.FromSeconds(2));
        Assert.IsTrue(camera.TryRead(out _, out _));
        MediaException e = Assert.ThrowsExactly<MediaException>(() => camera.TryRead(out _, out _));
        Assert.AreEqual("The camera 'fake': ffmpeg gave nothing for 2 s and was stopped (it said nothing).", e.Message);
        Assert.ThrowsExactly<MediaException>(() => Fake(FakeFfmpeg.Program(folder, "sleep 1000"), TimeSpan.FromSeconds(0.3)));
        Processes.AssertNoZombies();
    }

    [TestMethod]
    [DataRow("printf 'GIF89a' ; exit 0")]
    [DataRow("printf 'YUV4MPEG2 W4 H4\\nFRAME\\nabc' ; exit 0")]
    [DataRow("printf 'YUV4MPEG2 W99999 H4\\n' ; sleep 1000")]
    [DataRow("printf 'YUV4MPEG2 W4 H4\\n' ; exit 0")]
    [DataRow("exit 0")]
    [DataRow("kill -9 $$")]
    public void NonsenseFromTheProgramIsALoss(string script)
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsExactly<MediaException>(() =>
        {
            using var camera = Fake(FakeFfmpeg.Program(folder, script));
            camera.TryRead(out _, out _);
        });
        Processes.AssertNoneWith(folder.Path);
    }

    [TestMethod]
    [DataRow(false, DisplayName = "while it waits for a frame")]
    [DataRow(true, DisplayName = "while it waits for the camera to come back")]
    public void DisposingEndsAWaitingRead(bool lost)
    {
        using var folder = new TemporaryFolder();
        string first = $"{Y4m("A")} ; {(lost ? "exit 1" : "sleep 1000")}";
        var camera = Fake(FakeFfmpeg.EachStart(folder, first, "exit 1"));
        Assert.IsTrue(camera.TryRead(out _, out _));
        if (lost)
            Assert.ThrowsExactly<MediaException>(() => camera.TryRead(out _, out _));
        Task<bool> reader = WaitingRead.Start(() => camera.TryRead(out _, out _));
        camera.Dispose();
        Assert.IsTrue(reader.Wait(Wait.Limit), "the read did not end");
        Assert.IsFalse(reader.Result);
        Assert.ThrowsExactly<ObjectDisposedException>(() => camera.TryRead(out _, out _));
        Processes.AssertNoneWith(folder.Path);
    }

    [TestMethod]
    public void OlderProgramsGetTheOlderOption()
    {
        using var folder = new TemporaryFolder();
        string ffmpeg = RequiredTools.Ffmpeg();
        string program = FakeFfmpeg.Program(
            folder, $"case \" $* \" in *' -fps_mode '*) echo \"Unrecognized option 'fps_mode'.\" >&2 ; exit 1 ;; esac ; exec '{ffmpeg}' \"$@\"");
        using var camera = CameraFrameSource.Open(Counting, new CameraOptions(), program);
        Assert.IsTrue(camera.TryRead(out _, out _));
    }

    [TestMethod]
    public void ImpossibleCameraOptionsAreRefused()
    {
        foreach (CameraOptions options in (CameraOptions[])
            [new() { Width = 0, Height = 4 }, new() { Width = 4, Height = 20_000 }, new() { FramesPerSecond = 0 }, new() { FramesPerSecond = double.NaN }, new() { StallLimit = default }])
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => CameraFrameSource.Open(Counting, options));
        }
        Assert.ThrowsExactly<ArgumentException>(() => CameraFrameSource.Open(Counting, new CameraOptions { Width = 64 }));
    }

    private static CameraFrameSource Fake(string program, TimeSpan? limit = null) =>
        CameraFrameSource.Open(new CaptureDevice { Format = "fake", Input = "fake", Name = "fake" }, new CameraOptions { StallLimit = limit ?? TimeSpan.FromSeconds(20) }, program);

    /// <summary>A command that prints pictures of 4 x 4 pixels, each filled with a letter.</summary>
    private static string Y4m(params string[] letters) =>
        "printf 'YUV4MPEG2 W4 H4 F25:1 C420jpeg\\n" + string.Concat(letters.Select(l => "FRAME\\n" + string.Concat(Enumerable.Repeat(l, 24)))) + "'";
}
