using System.Diagnostics;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Media.OpenAl;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Media.Tests;

/// <summary>Real OpenAL on a real sound server: what the speaker plays, the microphone hears at the monitor of an output without hardware.</summary>
[TestClass]
public sealed class OpenAlTests
{
    private const int Rate = 48_000;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void APlayedToneIsRecordedAtItsPitchAndLevel(int channels)
    {
        using var output = new Output($"Loop{channels}");
        using var speaker = OpenAlSpeaker.Open(Rate, channels, output.Speaker);
        using var microphone = OpenAlMicrophone.Open(output.Microphone, new MicrophoneOptions { Channels = channels });
        Assert.AreEqual((Rate, channels), (microphone.SampleRate, microphone.Channels));
        Assert.IsTrue(microphone.IsLive);
        using var tone = new PlayingTone(speaker, 1000, 0.25);
        float[] heard = Hear(microphone, 1000, 0.25, out TimeSpan patience);
        double amplitude = Tone.Amplitude(heard, Rate, 1000);
        double hertz = Tone.Frequency(heard, Rate, 1000);
        double decibels = 20 * Math.Log10(amplitude / 0.25);
        TestContext.WriteLine($"{channels} channel(s): played 1000 Hz at 0.25; heard {hertz:0.0} Hz at {amplitude:0.0000} ({decibels:0.00} dB) after {patience.TotalSeconds:0.00} s");
        Assert.AreEqual(1000, hertz, 0.2);
        Assert.AreEqual(0, decibels, 0.2);
    }

    [TestMethod]
    public void DevicesAreListedWithNamesInAnyScript()
    {
        using var output = new Output("Köpfhörer für Zoë 耳");
        CollectionAssert.Contains(OpenAlSpeaker.GetNames().ToArray(), output.Speaker);
        CollectionAssert.Contains(OpenAlMicrophone.GetNames().ToArray(), output.Microphone);
        using var speaker = OpenAlSpeaker.Open(Rate, 1, output.Speaker);
        using var microphone = OpenAlMicrophone.Open("of köpf");
        Assert.AreEqual($"'{output.Microphone}'", microphone.ToString());
        Assert.IsGreaterThan(0, microphone.Read(new float[480], out _));
    }

    [TestMethod]
    public void AMissingDeviceIsReportedWithTheExistingOnes()
    {
        using var output = new Output("Present");
        StringAssert.Contains(
            Assert.ThrowsExactly<MediaException>(() => OpenAlMicrophone.Open("no such thing")).Message, "There is no microphone 'no such thing'; there is ");
        MediaException e = Assert.ThrowsExactly<MediaException>(() => OpenAlSpeaker.Open(Rate, 1, "no such thing"));
        StringAssert.Contains(e.Message, "There is no speaker 'no such thing'; there is ");
        StringAssert.Contains(e.Message, "'Present'");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OpenAlMicrophone.Open(null, new MicrophoneOptions { Channels = 3 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OpenAlSpeaker.Open(Rate, 3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OpenAlSpeaker.Open(0));
    }

    [TestMethod]
    public void AnUnpluggedMicrophoneIsReportedOnceAndComesBack()
    {
        using var output = new Output("Headset");
        using var microphone = OpenAlMicrophone.Open(output.Microphone);
        float[] room = new float[480];
        Assert.IsGreaterThan(0, microphone.Read(room, out TimeSpan before));
        output.Unplug();
        var watch = Stopwatch.StartNew();
        MediaException loss = Assert.ThrowsExactly<MediaException>(() =>
        {
            while (true)
                microphone.Read(room, out _);
        });
        TestContext.WriteLine($"told after {watch.Elapsed.TotalSeconds:0.00} s: {loss.Message}");
        Assert.AreEqual("The microphone 'Monitor of Headset' was lost: it was disconnected.", loss.Message);
        Task<int> read = Task.Run(() => microphone.Read(room, out before));
        Assert.IsFalse(read.Wait(1500), "there is nothing to hear yet");
        output.Plug();
        watch.Restart();
        Assert.IsTrue(read.Wait(30_000), "the microphone did not come back");
        TestContext.WriteLine($"back after {watch.Elapsed.TotalSeconds:0.00} s");
        Assert.IsGreaterThan(0, read.Result);
        using var speaker = OpenAlSpeaker.Open(Rate, 1, output.Speaker);
        using var tone = new PlayingTone(speaker, 440, 0.5);
        Assert.AreEqual(0.5, Tone.Amplitude(Hear(microphone, 440, 0.5, out _), Rate, 440), 0.01);
    }

    [TestMethod]
    public void AnUnpluggedSpeakerThrowsUntilItIsBack()
    {
        using var output = new Output("Boxes");
        using var speaker = OpenAlSpeaker.Open(Rate, 1, output.Speaker);
        float[] samples = Tone.Sine(440, 0.1, Rate, 0.1);
        speaker.Write(samples);
        output.Unplug();
        MediaException loss = Assert.ThrowsExactly<MediaException>(() =>
        {
            for (int i = 0; i < 1000; i++)
                speaker.Write(samples);
        });
        Assert.AreEqual("The speaker 'Boxes' was lost: it was disconnected.", loss.Message);
        loss = Assert.ThrowsExactly<MediaException>(() => speaker.Write(samples));
        Assert.AreEqual("The speaker 'Boxes' is not connected.", loss.Message);
        output.Plug();
        speaker.Write(samples);
        speaker.Drain();
        Assert.AreEqual(0.1, speaker.Played.TotalSeconds, 0.001);
    }

    [TestMethod]
    public void ASpeakerKeepsTimeAndPlaysToTheEnd()
    {
        using var output = new Output("Slow");
        using var speaker = OpenAlSpeaker.Open(Rate, 2, output.Speaker);
        using var audio = new MemoryAudioSource(new float[2 * Rate], Rate, 2);
        var watch = Stopwatch.StartNew();
        speaker.Play(audio);
        Assert.AreEqual(1, speaker.Played.TotalSeconds, 0.001);
        Assert.IsGreaterThan(0.7, watch.Elapsed.TotalSeconds);
        using var wrong = new MemoryAudioSource(new float[10], 16_000);
        Assert.ThrowsExactly<ArgumentException>(() => speaker.Play(wrong));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var again = new MemoryAudioSource(new float[2 * Rate], Rate, 2);
        Assert.ThrowsExactly<OperationCanceledException>(() => speaker.Play(again, cancelled.Token));
    }

    [TestMethod]
    public void ALateReaderGetsTheNewest()
    {
        using var output = new Output("Late");
        var clock = new CaptureClock();
        using var microphone = OpenAlMicrophone.Open(
            output.Microphone, new MicrophoneOptions { SampleRate = 16_000, MaxDelay = TimeSpan.FromSeconds(0.2), Clock = clock });
        float[] room = new float[16_000];
        microphone.Read(room, out _);
        Thread.Sleep(1000);
        double now = clock.Now.TotalSeconds;
        int count = microphone.Read(room, out TimeSpan time);
        Assert.AreEqual(3200, count, 200);
        Assert.AreEqual(now - 0.2, time.TotalSeconds, 0.5);
    }

    [TestMethod]
    public void DisposingEndsAllWaits()
    {
        using var output = new Output("Ends");
        var microphone = OpenAlMicrophone.Open(output.Microphone);
        var speaker = OpenAlSpeaker.Open(Rate, 1, output.Speaker);
        Task reader = Task.Run(() =>
        {
            while (microphone.Read(new float[4800], out _) > 0)
            {
            }
        });
        Task writer = Task.Run(() => speaker.Write(new float[60 * Rate]));
        Assert.IsFalse(Task.WaitAll([reader, writer], 300));
        microphone.Dispose();
        speaker.Dispose();
        foreach (Task task in (Task[])[reader, writer])
        {
            // Between two calls, disposal is told by the next.
            task.ContinueWith(t => Assert.IsTrue(t.Exception is null || t.Exception.InnerException is ObjectDisposedException)).Wait(10_000);
            Assert.IsTrue(task.IsCompleted);
        }
        Assert.ThrowsExactly<ObjectDisposedException>(() => microphone.Read(new float[480], out _));
        Assert.ThrowsExactly<ObjectDisposedException>(() => speaker.Write(new float[480]));
        Assert.ThrowsExactly<ObjectDisposedException>(() => speaker.Drain());
        speaker.Dispose();
    }

    [TestMethod]
    public void ReadingAllocatesNothing()
    {
        using var output = new Output("Lean");
        using var microphone = OpenAlMicrophone.Open(output.Microphone);
        float[] room = new float[480];
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 10; i++)
                microphone.Read(room, out _);
        }));
    }

    [TestMethod]
    public unsafe void AGameThatPlaysThroughOpenAlKeepsItsContext()
    {
        using var output = new Output("Game");
        OpenAlLibrary game = OpenAlLibrary.Load("The game");
        CollectionAssert.Contains(game.Speakers.ToArray(), output.Speaker);
        var device = game.OpenSpeaker(output.Speaker);
        var context = game.Alc.CreateContext(device, null);
        Assert.IsTrue(context is not null && game.Alc.MakeContextCurrent(context));
        try
        {
            using (var speaker = OpenAlSpeaker.Open(Rate, 1, output.Speaker))
            {
                speaker.Write(new float[Rate / 10]);
                Assert.IsTrue(game.Alc.GetCurrentContext() == context);
                speaker.Drain();
            }
            Assert.IsTrue(game.Alc.GetCurrentContext() == context);
            uint source = game.Al.GenSource();
            Assert.AreEqual(Silk.NET.OpenAL.AudioError.NoError, game.Al.GetError());
            Assert.IsTrue(game.Al.IsSource(source));
        }
        finally
        {
            game.Alc.MakeContextCurrent(null);
            game.Alc.DestroyContext(context);
            game.Alc.CloseDevice(device);
        }
    }

    /// <summary>Half a second of the microphone, taken again until the tone has begun; on a busy machine it has holes at first.</summary>
    private static float[] Hear(OpenAlMicrophone microphone, double hertz, double amplitude, out TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        float[] heard = new float[Rate / 2];
        float[] room = new float[480 * microphone.Channels];
        do
        {
            for (int filled = 0; filled < heard.Length;)
            {
                int count = microphone.Read(room, out _);
                for (int i = 0; i < count && filled < heard.Length; i += microphone.Channels)
                    heard[filled++] = room[i];
            }
        }
        while (Math.Abs(Tone.Amplitude(heard, Rate, hertz) - amplitude) > 0.005 * amplitude && watch.Elapsed < TimeSpan.FromSeconds(20));
        patience = watch.Elapsed;
        return heard;
    }

    /// <summary>An output of the sound server that a test may pull out.</summary>
    private sealed class Output : IDisposable
    {
        private readonly PulseServer _server = SoundFixture.Required();
        private readonly string _name = "sink" + Guid.NewGuid().ToString("N");
        private string? _plug;

        public Output(string description)
        {
            Speaker = description;
            Plug();
        }

        public string Speaker { get; }

        public string Microphone => "Monitor of " + Speaker;

        public void Plug() => _plug = _server.Plug(_name, Speaker);

        public void Unplug()
        {
            _server.Unplug(_plug!);
            _plug = null;
        }

        public void Dispose()
        {
            if (_plug is not null)
                Unplug();
        }
    }

    /// <summary>A tone that goes on until it is disposed.</summary>
    private sealed class PlayingTone : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _ended;

        public PlayingTone(OpenAlSpeaker speaker, double hertz, double amplitude)
        {
            // A second holds a whole number of waves.
            float[] mono = Tone.Sine(hertz, amplitude, Rate, 1);
            float[] samples = [.. mono.SelectMany(x => Enumerable.Repeat(x, speaker.Channels))];
            _thread = new Thread(() =>
            {
                for (int at = 0; !_ended; at = (at + 960) % Rate)
                    speaker.Write(samples.AsSpan(at * speaker.Channels, 960 * speaker.Channels));
            });
            _thread.Start();
        }

        public void Dispose()
        {
            _ended = true;
            _thread.Join();
        }
    }
}
