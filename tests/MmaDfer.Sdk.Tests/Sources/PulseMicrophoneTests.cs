using System.Diagnostics;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Devices;
using MmaDfer.Sdk.Tests.Sources.Decoding;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>The real thing: ffmpeg listening to a sound server, at a microphone that is pulled out and plugged in again.</summary>
[TestClass]
public sealed class PulseMicrophoneTests
{
    [TestMethod]
    public void AMicrophoneIsListedHeardLostAndFoundAgain()
    {
        string ffmpeg = RequiredTools.Ffmpeg();
        using var server = new PulseServer();
        using var folder = new TemporaryFolder();
        // The address reaches ffmpeg alone, not the tests that run beside this one.
        string program = FakeFfmpeg.Program(folder, $"PULSE_SERVER='{server.Address}' exec '{ffmpeg}' \"$@\"");
        string plug = server.Plug("headset", "Headset");
        CaptureDevice device = DeviceFinder.Microphones(program).Single();
        Assert.AreEqual(new CaptureDevice { Format = "pulse", Input = "headset.monitor", Name = "Monitor of Headset" }, device);

        using var microphone = MicrophoneAudioSource.Open(device, new MicrophoneOptions(), program);
        Assert.AreEqual(48_000, microphone.SampleRate);
        HearTone(microphone, ffmpeg, server.Address);
        server.Unplug(plug);
        MediaException loss = Assert.ThrowsExactly<MediaException>(() =>
        {
            while (true)
                microphone.Read(new float[4800], out _);
        });
        StringAssert.Contains(loss.Message, "The microphone 'Monitor of Headset'");
        server.Plug("headset", "Headset");
        HearTone(microphone, ffmpeg, server.Address);
    }

    private static void HearTone(MicrophoneAudioSource microphone, string ffmpeg, string address)
    {
        var start = new ProcessStartInfo(
            ffmpeg,
            ["-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=48000,volume=4", "-f", "pulse", "-device", "headset", "tone"]);
        start.Environment["PULSE_SERVER"] = address;
        using Process player = Process.Start(start)!;
        try
        {
            var watch = Stopwatch.StartNew();
            float[] heard = new float[24_000];
            do
            {
                for (int filled = 0; filled < heard.Length;)
                    filled += microphone.Read(heard.AsSpan(filled), out _);
            }
            // The player needs a moment to begin, and on a busy machine its sound has holes.
            while (Math.Abs(Tone.Amplitude(heard, 48_000, 1000) - 0.5) > 0.01 && watch.Elapsed < Wait.Limit);
            Assert.AreEqual(0.5, Tone.Amplitude(heard, 48_000, 1000), 0.01);
            Assert.AreEqual(1000, Tone.Frequency(heard, 48_000, 1000), 0.2);
        }
        finally
        {
            player.Kill();
            player.WaitForExit();
        }
    }
}
