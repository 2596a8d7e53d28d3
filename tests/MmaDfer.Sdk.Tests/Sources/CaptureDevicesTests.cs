using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Devices;
using MmaDfer.Sdk.Tests.Sources.Decoding;

namespace MmaDfer.Sdk.Tests.Sources;

[TestClass]
public sealed class CaptureDevicesTests
{
    private static readonly CaptureDevice[] Three =
        [new() { Format = "v4l2", Input = "/dev/video0", Name = "HD Webcam: HD Webcam" }, new() { Format = "v4l2", Input = "/dev/video2", Name = "USB Camera" }, new() { Format = "v4l2", Input = "/dev/video4", Name = "USB Camera Pro" }];

    [TestMethod]
    [DataRow(null, 0)]
    [DataRow("", 0)]
    [DataRow("2", 2)]
    [DataRow("/dev/video2", 1)]
    [DataRow("usb camera", 1)]
    [DataRow("pro", 2)]
    [DataRow("HD Webcam: HD Webcam", 0)]
    public void ADeviceIsFoundByItsUsualName(string? name, int expected) => Assert.AreEqual(Three[expected], Choose(name, Three));

    [TestMethod]
    public void KindAndInputNeedNoList()
    {
        Assert.AreEqual(new CaptureDevice { Format = "v4l2", Input = "/dev/video7", Name = "v4l2:/dev/video7" }, Choose("v4l2:/dev/video7", null));
        Assert.AreEqual(new CaptureDevice { Format = "lavfi", Input = "testsrc=size=64x48", Name = "lavfi:testsrc=size=64x48" }, CaptureDevice.FindCamera("lavfi:testsrc=size=64x48"));
        Assert.AreEqual(new CaptureDevice { Format = "alsa", Input = "hw:1", Name = "alsa:hw:1" }, CaptureDevice.FindMicrophone("alsa:hw:1"));
    }

    [TestMethod]
    public void AMissingOrAmbiguousNameIsReportedWithTheExistingOnes()
    {
        StringAssert.Contains(
            Assert.ThrowsExactly<MediaException>(() => Choose("laptop", Three)).Message,
            "There is no camera 'laptop'; there is 'HD Webcam: HD Webcam', 'USB Camera', 'USB Camera Pro'.");
        StringAssert.Contains(
            Assert.ThrowsExactly<MediaException>(() => Choose("cam", Three)).Message, "'cam' is the name of 3 cameras");
        StringAssert.Contains(
            Assert.ThrowsExactly<MediaException>(() => Choose(null, [])).Message, "ffmpeg finds no camera on this machine");
    }

    [TestMethod]
    public void TheListOfTheInstalledFfmpegIsRead()
    {
        RequiredTools.Ffmpeg();
        // There may be none; what there is has a name.
        Assert.IsTrue(CaptureDevice.FindCameras().Concat(CaptureDevice.FindMicrophones()).All(d => d.Name.Length > 0 && d.Input.Length > 0));
    }

    [TestMethod]
    public void AudioComesFromTheServerOrElseFromTheHardware()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("SKIPPED: other systems have one source of sound.");
        using var folder = new TemporaryFolder();
        const string alsa = "alsa) echo '* hw:0 [Card]' ;;";
        string both = FakeFfmpeg.Program(folder, $"case $3 in pulse) echo '  mic [Microphone] (none)' ;; {alsa} esac ; exit 1");
        Assert.AreEqual(new CaptureDevice { Format = "pulse", Input = "mic", Name = "Microphone" }, DeviceFinder.Microphones(both).Single());
        string hardware = FakeFfmpeg.Program(folder, $"case $3 in {alsa} esac ; exit 1");
        Assert.AreEqual(new CaptureDevice { Format = "alsa", Input = "hw:0", Name = "Card" }, DeviceFinder.Microphones(hardware).Single());
        string cameras = FakeFfmpeg.Program(folder, "[ $3 = v4l2 ] && echo '  /dev/video0 [Webcam] (video)'");
        Assert.AreEqual(new CaptureDevice { Format = "v4l2", Input = "/dev/video0", Name = "Webcam" }, DeviceFinder.Cameras(cameras).Single());
    }

    [TestMethod]
    public void AClockStartsAtZeroAndFollowsItsProvider()
    {
        var time = new ManualTime();
        time.Advance(TimeSpan.FromSeconds(100));
        var clock = new CaptureClock(time);
        Assert.AreEqual(TimeSpan.Zero, clock.Now);
        time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.AreEqual(TimeSpan.FromSeconds(1.5), clock.Now);
        Assert.IsLessThan(TimeSpan.FromMinutes(1), new CaptureClock().Now);
    }

    private static CaptureDevice Choose(string? name, CaptureDevice[]? list) =>
        CaptureDevice.Choose(name, "camera", ["v4l2"], () => list ?? throw new AssertFailedException("no list is needed"));
}
