using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Devices;
using MmaDfer.Sdk.Tests.Clips;
using MmaDfer.Sdk.Tests.Live.Voices;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>Silence is not a voice, and neither is a fan.</summary>
[TestClass]
public sealed class SilenceTests
{
    private const int Rate = 16_000;

    private readonly TinyModel _model = new();
    private readonly List<string> _raised = [];
    private EmotionRecognizer _recognizer = null!;
    private int _frame;

    [TestInitialize]
    public void Load() => _recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });

    [TestCleanup]
    public void Close()
    {
        _recognizer.Dispose();
        _model.Dispose();
    }

    [TestMethod]
    public void ZerosAreNoAudioAndAreSaidOnce()
    {
        using EmotionStream stream = Open(new());
        EmotionReading zeros = Push(stream, 0, 3, face: true, _ => 0);
        Assert.AreEqual(ReadingFlags.NoAudio, zeros.Flags);
        Assert.IsNotNull(zeros.Label, "there is a face");
        Assert.IsFalse(zeros.Raw!.HasAudio);
        Assert.IsNull(zeros.VoiceShare);
        CollectionAssert.AreEqual((string[])["The audio holds only zeros: if it is a microphone's, is the permission missing, is it muted?"], _raised);
        Assert.IsInstanceOfType<MediaException>(stream.Fault);

        EmotionReading spoken = Push(stream, 3, 6.5, face: true, i => LivePlayer.Said(i));
        Assert.AreEqual(ReadingFlags.None, spoken.Flags);
        Assert.IsGreaterThan(0.3f, spoken.VoiceShare!.Value);
        Assert.IsNull(stream.Fault);
        CollectionAssert.AreEqual((string[])["audio"], _raised.Skip(1).ToArray());

        // A microphone that suppresses noise: no fault, however long.
        EmotionReading paused = Push(stream, 6.5, 12, face: true, _ => 0);
        Assert.AreEqual(ReadingFlags.NoAudio, paused.Flags);
        CollectionAssert.AreEqual((string[])["no audio"], _raised.Skip(2).ToArray());
        Assert.IsNull(stream.Fault);
    }

    [TestMethod]
    [DataRow(0f)]
    [DataRow(0.00003f)]
    public void SilenceWithNobodyInViewHasNoLabel(float step)
    {
        using EmotionStream stream = Open(new());
        EmotionReading reading = Push(stream, 0, 4, face: false, i => 0.02f + (step * (i % 2)));
        Assert.IsNull(reading.Label);
        Assert.IsNull(reading.Raw);
        Assert.AreEqual(ReadingFlags.NoFace | ReadingFlags.NoAudio, reading.Flags & ~ReadingFlags.WarmingUp);
        CollectionAssert.DoesNotContain(_raised, "audio");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ANoiseIsAudioWithoutAVoice(bool onlyVoice)
    {
        float[] fan = new Noises(60_000, Rate, 4).Make(Noise.Fan);
        using EmotionStream stream = Open(new() { HearOnlyVoice = onlyVoice });
        EmotionReading reading = Push(stream, 0, 4, face: true, i => 0.05f * fan[i]);
        Assert.AreEqual(ReadingFlags.NoVoice | (onlyVoice ? ReadingFlags.NoAudio : 0), reading.Flags);
        Assert.IsLessThan(0.1f, reading.VoiceShare!.Value);
        Assert.AreEqual(!onlyVoice, reading.Raw!.HasAudio);
        CollectionAssert.AreEqual((string[])["audio"], _raised, "it is there");
    }

    [TestMethod]
    public void AVoiceIsHeardAsBeforeWithOnlyVoice()
    {
        using EmotionStream plain = Open(new()), only = Open(new() { HearOnlyVoice = true });
        EmotionReading expected = Push(plain, 0, 4, face: false, i => LivePlayer.Said(i));
        EmotionReading reading = Push(only, 0, 4, face: false, i => LivePlayer.Said(i));
        Assert.AreEqual(ReadingFlags.NoFace, reading.Flags);
        CollectionAssert.AreEqual(expected.Raw!.Logits.ToArray(), reading.Raw!.Logits.ToArray());
        Assert.AreEqual(expected.VoiceShare, reading.VoiceShare);
    }

    [TestMethod]
    public void ANoiseWithNobodyInViewHasNoLabel()
    {
        float[] noise = new Noises(60_001, Rate, 4).Make(Noise.White);
        using EmotionStream stream = Open(new());
        EmotionReading reading = Push(stream, 0, 4, face: false, i => 0.05f * noise[i]);
        Assert.IsNull(reading.Label);
        Assert.IsNull(reading.Raw);
        Assert.AreEqual(ReadingFlags.NoFace | ReadingFlags.NoAudio | ReadingFlags.NoVoice, reading.Flags & ~ReadingFlags.WarmingUp);
    }

    [TestMethod]
    public async Task ReadingsOfASilentRecordingKeepTheirPace()
    {
        var readings = new List<EmotionReading>();
        await foreach (EmotionReading reading in _recognizer.WatchAsync(null, new FakeAudio(new float[4 * Rate])))
            readings.Add(reading);
        CollectionAssert.AreEqual(Enumerable.Range(1, 16).Select(i => i * 0.25).ToArray(), readings.Select(r => Math.Round(r.Time.TotalSeconds, 6)).ToArray());
        Assert.IsTrue(readings.All(r => r.Label is null && r.Raw is null && r.Flags.HasFlag(ReadingFlags.NoAudio)));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(63)]
    [DataRow(160)]
    [DataRow(5000)]
    public void LevelsDoNotDependOnTheBlocks(int block)
    {
        foreach ((float amplitude, bool audible) in ((float, bool)[])[(0, false), (5e-5f, false), (1.5e-4f, true), (0.1f, true)])
        {
            var level = new AudioLevel(Rate, 2);
            float[] samples = [.. Enumerable.Range(0, 2 * 10_000).Select(i => i % 2 == 0 ? -0.01f : 0.3f + (i / 2 is >= 3000 and < 7000 ? amplitude * MathF.Sin(i) : 0))];
            int after = -1, given = 0;
            for (int at = 0; at < samples.Length; at += 2 * block)
            {
                int count = Math.Min(2 * block, samples.Length - at);
                int told = level.Add(samples.AsSpan(at, count));
                given += count / 2;
                after = told >= 0 ? given - told : after;
            }
            Assert.AreEqual(audible, level.WasAudible, $"{amplitude}");
            Assert.IsFalse(level.OnlyZeros);
            Assert.IsFalse(level.IsSilent, "it is too short to tell");
            if (audible)
                Assert.AreEqual(7000, after, 160);
            level.Add([.. Enumerable.Range(0, 2 * 40_000).Select(i => i % 2 == 0 ? -0.01f : 0.3f)]);
            Assert.AreEqual(!audible, level.IsSilent);
        }
    }

    [TestMethod]
    public void AMicrophoneThatDeliversZerosSaysSo()
    {
        var clock = new CaptureClock();
        var capture = new Capture(new SampleRing(Rate, 1, TimeSpan.FromSeconds(10), clock));
        using var microphone = new LiveAudio(1, _ => capture);
        float[] room = new float[Rate];
        void Hear(float[] samples)
        {
            capture.Ring.Write(samples);
            Assert.AreEqual(samples.Length, microphone.Read(room, out _, "'Webcam'"));
        }

        Hear(new float[Rate]);
        Assert.IsNull(microphone.Problem, "a second may pass until somebody speaks");
        Hear(new float[Rate]);
        Assert.AreEqual("The microphone 'Webcam' delivers only zeros: is the permission missing, is it muted?", microphone.Problem);
        Hear([0, 0.1f, 0]);
        Assert.IsNull(microphone.Problem);
        for (int i = 0; i < 5; i++)
            Hear(new float[Rate]);
        Assert.IsNull(microphone.Problem, "it has worked before");
    }

    private EmotionStream Open(EmotionStreamOptions options)
    {
        EmotionStream stream = _recognizer.OpenStream(options);
        stream.AudioFound += (_, _) => _raised.Add("audio");
        stream.AudioLost += (_, _) => _raised.Add("no audio");
        stream.Faulted += (_, e) => _raised.Add(e.Fault.Message);
        return stream;
    }

    /// <summary>Pushes 25 frames a second and their audio, with or without a face; waits until each is worked on.</summary>
    private EmotionReading Push(EmotionStream stream, double from, double to, bool face, Func<int, float> sample)
    {
        EmotionReading reading = default;
        for (int i = (int)Math.Round(25 * from); i < (int)Math.Round(25 * to); i++)
        {
            float[] block = [.. Enumerable.Range(640 * i, 640).Select(sample)];
            stream.PushAudio(block, Rate, TimeSpan.FromSeconds(i / 25.0));
            TimeSpan time = TimeSpan.FromSeconds((i + 1) / 25.0);
            if (face)
                stream.PushFrame(new FrameView(LivePlayer.Frame(_frame++), LivePlayer.Size, LivePlayer.Size, PixelLayout.Rgb24), time);
            else
                stream.PushFrameWithoutFace(time);
            Assert.IsTrue(SpinWait.SpinUntil(() => stream.IsIdle, TimeSpan.FromSeconds(120)));
            stream.Update();
        }
        Assert.IsTrue(stream.TryGetLatest(out reading));
        return reading;
    }

    private sealed class Capture(SampleRing ring) : IAudioCapture
    {
        public int SampleRate => Rate;

        public SampleRing Ring => ring;

        public MediaException Fault => new("It was closed.");

        public void Open()
        {
        }

        public void Dispose() => ring.End();
    }
}
