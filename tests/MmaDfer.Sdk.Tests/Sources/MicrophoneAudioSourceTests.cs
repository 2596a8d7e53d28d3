using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Sources.Decoding;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>With ffmpeg's own virtual device, and with programs that pretend to be ffmpeg at a microphone that comes and goes.</summary>
[TestClass]
public sealed class MicrophoneAudioSourceTests
{
    // ffmpeg's sine is an eighth of full scale.
    private static readonly CaptureDevice Tone = new() { Format = "lavfi", Input = "sine=frequency=440:sample_rate=22050", Name = "tone" };

    [TestMethod]
    public void AToneIsRecordedInTime()
    {
        RequiredTools.Ffmpeg();
        var clock = new CaptureClock();
        using var microphone = MicrophoneAudioSource.Open(Tone, new MicrophoneOptions { Clock = clock });
        Assert.AreEqual((22050, 1), (microphone.SampleRate, microphone.Channels));
        Assert.IsTrue(microphone.IsLive);
        float[] heard = Read(microphone, 22050 / 2, out TimeSpan first, out TimeSpan last);
        Assert.AreEqual(0.125 / Math.Sqrt(2), Math.Sqrt(heard.Average(x => (double)x * x)), 0.002);
        int rises = Enumerable.Range(1, heard.Length - 1).Count(i => heard[i - 1] < 0 && heard[i] >= 0);
        Assert.AreEqual(440.0 * heard.Length / 22050, rises, 1.5);
        Assert.AreEqual(heard.Length / 22050.0, (last - first).TotalSeconds, 0.5);
        // A block that comes early moves the clock of the samples only from 20 ms on.
        Assert.IsLessThanOrEqualTo(clock.Now + TimeSpan.FromMilliseconds(20), last);
    }

    [TestMethod]
    public void RateAndChannelsAreAsAsked()
    {
        RequiredTools.Ffmpeg();
        using var microphone = MicrophoneAudioSource.Open(Tone, new MicrophoneOptions { SampleRate = 16_000, Channels = 2 });
        Assert.AreEqual((16_000, 2), (microphone.SampleRate, microphone.Channels));
        float[] heard = Read(microphone, 8000, out _, out _);
        for (int i = 0; i < heard.Length; i += 2)
            Assert.AreEqual(heard[i], heard[i + 1], 1e-6f);
        Assert.ThrowsExactly<ArgumentException>(() => microphone.Read(new float[1], out _));
    }

    [TestMethod]
    public void ALateReaderGetsTheNewest()
    {
        using var folder = new TemporaryFolder();
        // Sample i has the value i. When the last is written, what is in the pipe and in buffers is still on the way, on a busy machine for a while;
        // the few reads that wait for it would reach only sample 80,000 if they got the oldest.
        const int samples = 400_000, onTheWay = 120_000, reads = 10;
        string wav = folder.Write("counting.wav", Wav([.. Enumerable.Range(0, samples).Select(i => (float)i)])), written = folder["written"];
        // Ten seconds after the program began, all at once.
        var time = new ManualTime();
        var clock = new CaptureClock(time);
        time.Advance(TimeSpan.FromSeconds(10));
        using var microphone = Fake(
            FakeFfmpeg.Program(folder, $"cat '{wav}' ; : > '{written}' ; sleep 1000"), new() { MaxDelay = TimeSpan.FromSeconds(0.2), Clock = clock });
        Wait.Until(() => File.Exists(written));
        float[] buffer = new float[8000];
        int count = microphone.Read(buffer, out TimeSpan first);
        for (int i = 1; i < reads && buffer[0] < samples - onTheWay; i++)
        {
            Assert.IsInRange(1, 1600, count);
            Thread.Sleep(200);
            count = microphone.Read(buffer, out first);
        }
        Assert.IsInRange(1, 1600, count);
        Assert.IsGreaterThanOrEqualTo(samples - onTheWay, buffer[0]);
        Assert.AreEqual(buffer[0] + count - 1, buffer[count - 1]);
        // The newest cannot be later than now.
        Assert.AreEqual(10, first.TotalSeconds + (count / 8000.0), 0.021);
    }

    [TestMethod]
    public void AMicrophoneThatIsNotThereIsRefused()
    {
        RequiredTools.Ffmpeg();
        MediaException e = SourceReading.Refused("odd", () => _ = MicrophoneAudioSource.Open(new CaptureDevice { Format = "lavfi", Input = "no-such-filter", Name = "odd" }));
        StringAssert.StartsWith(e.Message, "The microphone 'odd' cannot be opened: ");
    }

    [TestMethod]
    public void ALossIsReportedOnceAndTheMicrophoneComesBack()
    {
        using var folder = new TemporaryFolder();
        string one = folder.Write("one.wav", Wav(0.25f));
        string two = folder.Write("two.wav", Wav(0.5f));
        string program = FakeFfmpeg.EachStart(
            folder,
            $"cat '{one}' ; sleep 0.3 ; echo '[error] Connection terminated' >&2 ; exit 0",
            "exit 1",
            $"case \"$*\" in *'-ar 8000 '*) cat '{two}' ;; esac ; sleep 1000");
        using var microphone = Fake(program);
        float[] buffer = new float[1000];
        Assert.IsGreaterThan(0, microphone.Read(buffer, out _));
        Assert.AreEqual(0.25f, buffer[0]);
        MediaException loss = Assert.ThrowsExactly<MediaException>(() =>
        {
            while (microphone.Read(buffer, out _) > 0)
            {
            }
        });
        Assert.AreEqual("The microphone 'fake' was lost: Connection terminated.", loss.Message);
        Assert.IsGreaterThan(0, microphone.Read(buffer, out TimeSpan time));
        Assert.AreEqual(0.5f, buffer[0]);
        Assert.IsGreaterThan(0.9, time.TotalSeconds);
    }

    [TestMethod]
    public void DisposingEndsAWaitingRead()
    {
        using var folder = new TemporaryFolder();
        string wav = folder.Write("one.wav", Wav(0.25f));
        var microphone = Fake(FakeFfmpeg.Program(folder, $"cat '{wav}' ; sleep 1000"));
        float[] buffer = new float[1000];
        int left = 80;
        while (left > 0)
            left -= microphone.Read(buffer, out _);
        Task<int> reader = WaitingRead.Start(() => microphone.Read(buffer, out _));
        microphone.Dispose();
        Assert.IsTrue(reader.Wait(Wait.Limit), "the read did not end");
        Assert.AreEqual(0, reader.Result);
        Assert.ThrowsExactly<ObjectDisposedException>(() => microphone.Read(buffer, out _));
        Processes.AssertNoneWith(folder.Path);
    }

    [TestMethod]
    public void ImpossibleMicrophoneOptionsAreRefused()
    {
        foreach (MicrophoneOptions options in (MicrophoneOptions[])
            [new() { SampleRate = 0 }, new() { Channels = 0 }, new() { MaxDelay = default }, new() { MaxDelay = TimeSpan.FromHours(1) }, new() { StallLimit = default }])
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => MicrophoneAudioSource.Open(Tone, options));
        }
    }

    private static MicrophoneAudioSource Fake(string program, MicrophoneOptions? options = null) => MicrophoneAudioSource.Open(
        new CaptureDevice { Format = "fake", Input = "fake", Name = "fake" }, (options ?? new()) with { StallLimit = TimeSpan.FromSeconds(20) }, program);

    /// <summary>80 equal samples at 8 kHz.</summary>
    private static byte[] Wav(float value) => Wav([.. Enumerable.Repeat(value, 80)]);

    /// <summary>Samples at 8 kHz, of a file that says it goes on for ever.</summary>
    private static byte[] Wav(float[] samples)
    {
        byte[] wav = TestClips.Wav(3, 1, 8000, 32, [.. samples.SelectMany(BitConverter.GetBytes)]);
        wav.AsSpan(40, 4).Fill(0xFF);
        return wav;
    }

    private static float[] Read(MicrophoneAudioSource microphone, int count, out TimeSpan first, out TimeSpan last)
    {
        var heard = new List<float>();
        float[] buffer = new float[1024];
        first = last = TimeSpan.MaxValue;
        while (heard.Count < count)
        {
            int got = microphone.Read(buffer, out last);
            first = heard.Count == 0 ? last : first;
            heard.AddRange(buffer.AsSpan(0, got));
            last += TimeSpan.FromSeconds((double)got / microphone.Channels / microphone.SampleRate);
        }
        return [.. heard];
    }
}
