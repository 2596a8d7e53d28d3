using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Tests.Sources.Devices;

[TestClass]
public sealed class DeviceListsTests
{
    private static readonly string[] NewDirectShow =
    [
        "[dshow @ 000001d2] \"HD Webcam\" (video)",
        "[dshow @ 000001d2]   Alternative name \"@device_pnp_\\\\?\\usb#vid_1\\global\"",
        "[dshow @ 000001d2] \"Virtual: \"quoted\" (1)\" (video)",
        "[dshow @ 000001d2] \"Microphone (HD Webcam)\" (audio)",
        "[dshow @ 000001d2]   Alternative name \"@device_cm_{33}\\wave_{1}\"",
        "dummy: Immediate exit requested",
    ];

    private static readonly string[] OldDirectShow =
    [
        "[dshow @ 0x1] DirectShow video devices (some may be both video and audio devices)",
        "[dshow @ 0x1]  \"HD Webcam\"",
        "[dshow @ 0x1]     Alternative name \"@device_pnp_1\"",
        "[dshow @ 0x1] DirectShow audio devices",
        "[dshow @ 0x1]  \"Microphone\"",
        "[dshow @ 0x1]     Alternative name \"@device_cm_2\"",
    ];

    private static readonly string[] AvFoundation =
    [
        "[AVFoundation indev @ 0x7f] AVFoundation video devices:",
        "[AVFoundation indev @ 0x7f] [0] FaceTime HD Camera",
        "[AVFoundation indev @ 0x7f] [1] Capture screen 0",
        "[AVFoundation indev @ 0x7f] AVFoundation audio devices:",
        "[AVFoundation indev @ 0x7f] [0] MacBook Pro Microphone",
        ": Input/output error",
    ];

    [TestMethod]
    public void SourcesAreReadWithTheDefaultFirst()
    {
        string[] lines =
        [
            "Auto-detected sources for pulse:",
            "  alsa_output.pci.monitor [Monitor of Built-in Audio] (none)",
            "* alsa_input.pci [Built-in Audio [Analog] Stereo] (none)\r",
            "  nameless []",
            "Cannot list sources for jack: [nothing]",
            "",
        ];
        CollectionAssert.AreEqual(
            new CaptureDevice[]
            {
                new() { Format = "pulse", Input = "alsa_input.pci", Name = "Built-in Audio [Analog] Stereo" },
                new() { Format = "pulse", Input = "alsa_output.pci.monitor", Name = "Monitor of Built-in Audio" },
                new() { Format = "pulse", Input = "nameless", Name = "nameless" },
            },
            DeviceLists.Sources(lines, "pulse").ToArray());
        Assert.AreEqual(
            new CaptureDevice { Format = "v4l2", Input = "/dev/video0", Name = "HD Webcam: HD Webcam" },
            DeviceLists.Sources(["  /dev/video0 [HD Webcam: HD Webcam] (video)"], "v4l2").Single());
    }

    [TestMethod]
    public void DirectShowIsReadInBothForms()
    {
        CollectionAssert.AreEqual(
            new CaptureDevice[]
            {
                new() { Format = "dshow", Input = "video=@device_pnp_\\\\?\\usb#vid_1\\global", Name = "HD Webcam" },
                new() { Format = "dshow", Input = "video=Virtual: \"quoted\" (1)", Name = "Virtual: \"quoted\" (1)" },
            },
            DeviceLists.DirectShow(NewDirectShow, video: true).ToArray());
        Assert.AreEqual(
            new CaptureDevice { Format = "dshow", Input = "audio=@device_cm_{33}\\wave_{1}", Name = "Microphone (HD Webcam)" },
            DeviceLists.DirectShow(NewDirectShow, video: false).Single());
        Assert.AreEqual(
            new CaptureDevice { Format = "dshow", Input = "video=@device_pnp_1", Name = "HD Webcam" }, DeviceLists.DirectShow(OldDirectShow, video: true).Single());
        Assert.AreEqual(
            new CaptureDevice { Format = "dshow", Input = "audio=@device_cm_2", Name = "Microphone" }, DeviceLists.DirectShow(OldDirectShow, video: false).Single());
    }

    [TestMethod]
    public void AvFoundationIsReadWithoutScreens()
    {
        Assert.AreEqual(
            new CaptureDevice { Format = "avfoundation", Input = "0:none", Name = "FaceTime HD Camera" }, DeviceLists.AvFoundation(AvFoundation, video: true).Single());
        Assert.AreEqual(
            new CaptureDevice { Format = "avfoundation", Input = "none:0", Name = "MacBook Pro Microphone" }, DeviceLists.AvFoundation(AvFoundation, video: false).Single());
    }

    [TestMethod]
    public void NonsenseIsNoDevice()
    {
        string[] lines = ["", "*", "* ", "[", "[]", "[x @ 1] ", "\"", "\"\"", "[dshow @ 1] \"\" (video)", "  [", "* [a]", "Alternative name \"x\"", "] ["];
        Assert.IsEmpty(DeviceLists.Sources(lines, "pulse"));
        Assert.IsEmpty(DeviceLists.DirectShow(lines, video: true));
        Assert.IsEmpty(DeviceLists.AvFoundation(lines, video: false));
    }
}
