using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>At which rate a stream is heard, and which of its channels.</summary>
[TestClass]
public sealed class HeardStreamTests
{
    private static readonly byte[] s_frame = new byte[3 * 40 * 40];
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(2);

    [TestMethod]
    [DataRow(44100, 2)]
    [DataRow(48000, 1)]
    [DataRow(47999, 1)]
    [DataRow(8000, 6)]
    public void AWindowIsWhatTheClipIs(int rate, int channels)
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        ModelConverter.Convert(model.Path, folder["named.safetensors"], new() { SampleRate = 16000 });
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(folder["named.safetensors"], new() { Engine = new CpuEngine(1) });
        Assert.AreEqual(16000, recognizer.SampleRate);
        using EmotionStream stream = recognizer.OpenStream(new()
        {
            Window = s_window, Interval = TimeSpan.FromSeconds(0.5), Smoothing = TimeSpan.Zero, Hysteresis = 0, MinHold = TimeSpan.Zero, WarmUp = 0,
        });
        var player = new LivePlayer(stream, sampleRate: rate, channels: channels);
        int readings = 0;
        player.Play(3, each: reading =>
        {
            EmotionPrediction clip = player.Recognize(recognizer, reading.Time - s_window, reading.Time);
            CollectionAssert.AreEqual(clip.Probabilities.ToArray(), reading.Probabilities.ToArray());
            readings++;
        });
        Assert.IsGreaterThan(3, readings);
    }

    [TestMethod]
    public void ARateThatIsTooLowIsAFaultUntilItIsNot()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        ModelConverter.Convert(model.Path, folder["named.safetensors"], new() { SampleRate = 16000 });
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(folder["named.safetensors"], new() { Engine = new CpuEngine(1) });
        using EmotionStream stream = recognizer.OpenStream();
        var faults = new List<string>();
        stream.Faulted += (_, fault) => faults.Add(fault.Fault.Message);
        for (int i = 0; i < 30; i++)
        {
            stream.PushAudio(Tone(800), 8000, TimeSpan.FromSeconds(0.1 * i));
            stream.Update();
        }
        StringAssert.Contains(faults.Single(), "8000 Hz, but the model learned 16000 Hz");
        Assert.IsInstanceOfType<MediaException>(stream.Fault);
        stream.PushAudio(Tone(4800), 48000, TimeSpan.FromSeconds(3));
        Assert.IsNull(stream.Fault);
        // The same again is another fault, as a headset that comes back is.
        stream.PushAudio(Tone(800), 8000, TimeSpan.FromSeconds(3.1));
        stream.Update();
        Assert.HasCount(2, faults);
        // A model that names no rate does not mind.
        using EmotionRecognizer any = EmotionRecognizer.Load(model.Path, new() { Engine = new CpuEngine(1) });
        Assert.IsNull(any.SampleRate);
        using EmotionStream quiet = any.OpenStream();
        quiet.PushAudio(Tone(800), 8000, TimeSpan.Zero);
        Assert.IsNull(quiet.Fault);
    }

    [TestMethod]
    public void PushesAndWindowsOfConvertedAudioAllocateNothing()
    {
        var stream = new LiveStream(new() { Window = s_window }, 32, EmotionLabels.Dfew, () => new(16000, AudioChannel.Auto));
        var window = new WindowBuffer(32, twoClip: false);
        float[] block = Tone(2 * 480);
        int pushes = 0;
        void Second()
        {
            for (int i = 0; i < 100; i++)
                stream.PushAudio(block, 48000, 2, TimeSpan.FromSeconds(0.01 * pushes++));
            See(stream, TimeSpan.FromSeconds(0.01 * pushes));
            Assert.IsTrue(stream.TakeWindow(window));
            Assert.IsTrue(window.HasAudio);
        }
        for (int i = 0; i < 70; i++)
            Second();
        Assert.AreEqual(0, Allocation.Least(Second));
    }

    [TestMethod]
    public void AClickStaysAtItsTime()
    {
        foreach (int rate in (int[])[44100, 48000, 47999, 11025])
        {
            var stream = new LiveStream(new() { Window = s_window }, 32, EmotionLabels.Dfew, () => new(16000, AudioChannel.Auto));
            // In the middle of frame 100 of the spectrogram: 1.0125 s.
            float[] audio = new float[2 * rate];
            for (int i = 0; i < audio.Length; i++)
            {
                double ms = 1000.0 * i / rate - 1012.5;
                audio[i] = 0.5f * (float)(Math.Exp(-ms * ms / 2) * Math.Cos(2 * Math.PI * 2 * ms));
                // Somebody is there: silence alone is not heard.
                if (ms > 600)
                    audio[i] += 0.1f * MathF.Sin(i * 0.1f);
            }
            for (int at = 0; at < audio.Length; at += 441)
                stream.PushAudio(audio.AsSpan(at, Math.Min(441, audio.Length - at)), rate, 1, TimeSpan.FromSeconds((double)at / rate));
            var window = new WindowBuffer(32, twoClip: false);
            See(stream, TimeSpan.FromSeconds(2));
            Assert.IsTrue(stream.TakeWindow(window, TimeSpan.FromSeconds(2)));
            double[] loudness = [.. Enumerable.Range(0, 150).Select(row => window.Spectrogram.Slice(row * Spectrogram.Bands, Spectrogram.Bands).ToArray().Sum(v => (double)v))];
            Assert.AreEqual(100, Array.IndexOf(loudness, loudness.Max()), $"{rate} Hz");
            // As loud a frame before as after: it is there to a fraction of a millisecond.
            Assert.AreEqual(loudness[99], loudness[101], 0.02 * Math.Abs(loudness[100] - loudness[50]), $"{rate} Hz");
        }
    }

    [TestMethod]
    public void ALiveChoiceOfChannelsIsSteady()
    {
        var ring = new AudioRing(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1), AudioChannel.Auto);
        const int rate = 1000;
        ring.Restart(rate, 2, TimeSpan.Zero);
        int written = 0;
        var random = new Random(1);
        // Each channel has its own sign, so a window shows where it is from, and that it is from there as a whole.
        int Hear(double left, double right, int blocks)
        {
            int chosen = 0;
            for (int b = 0; b < blocks; b++)
            {
                float[] block = new float[200];
                for (int i = 0; i < 100; i++)
                    (block[2 * i], block[2 * i + 1]) = ((float)(left * (1 + random.NextDouble() * 8)), -(float)(right * (1 + random.NextDouble() * 8)));
                ring.Write(block, 2, TimeSpan.FromSeconds((double)written / rate));
                written += 100;
                float[] samples = [];
                int count = ring.Read(ring.End - TimeSpan.FromSeconds(2), ring.End, 2000, ref samples, out _);
                float[] signs = [.. samples[..count].Select(s => (float)Math.Sign(s)).Where(s => s != 0).Distinct()];
                Assert.IsLessThanOrEqualTo(1, signs.Length, "A window is torn.");
                chosen = signs is [-1] ? 1 : 0;
            }
            return chosen;
        }
        const double voice = 0.03, hiss = 0.0003;
        Assert.AreEqual(0, Hear(hiss, hiss, 30));
        Assert.AreEqual(0, Hear(voice, hiss, 30));
        Assert.AreEqual(0, Hear(hiss, hiss, 30));
        Assert.AreEqual(1, Hear(hiss, voice, 30));
        Assert.AreEqual(1, Hear(hiss, hiss, 50), "A pause is no change.");
        Hear(0, 0, 50);
        Assert.AreEqual(1, Hear(hiss, hiss, 1), "Nor is silence.");
        Assert.AreEqual(1, Hear(hiss, voice, 5));
        Assert.AreEqual(0, Hear(voice, hiss, 30), "Somebody speaks on the left.");
        Assert.AreEqual(0, Hear(voice, voice, 30));
        // New audio begins with the first channel.
        Assert.AreEqual(1, Hear(0, voice, 30));
        ring.Restart(rate, 2, TimeSpan.FromSeconds((double)written / rate));
        Assert.AreEqual(0, Hear(hiss, 2 * hiss, 1));
        Assert.AreEqual(0, ring.BadSamples);
        ring.Write([float.NaN, 1, 1, float.PositiveInfinity], 2, ring.End);
        Assert.AreEqual(2, ring.BadSamples);
    }

    [TestMethod]
    public void AVoiceOnTheRightIsHeardInAStream()
    {
        float[] voice = [.. Enumerable.Range(0, 2 * 16000).Select(i => 0.3f * MathF.Sin(i * 0.07f) * MathF.Sin(i * 0.0011f))];
        float[] Window(AudioChannel channel, bool right)
        {
            var stream = new LiveStream(new() { Window = s_window }, 32, EmotionLabels.Dfew, () => new(null, channel));
            float[] samples = [.. voice.SelectMany(v => right ? (float[])[0, v] : [v, 0])];
            for (int at = 0; at < samples.Length; at += 640)
                stream.PushAudio(samples.AsSpan(at, 640), 16000, 2, TimeSpan.FromSeconds(at / 32000.0));
            var window = new WindowBuffer(32, twoClip: false);
            See(stream, s_window);
            Assert.IsTrue(stream.TakeWindow(window));
            return window.Spectrogram.ToArray();
        }
        CollectionAssert.AreEqual(Window(AudioChannel.Published, right: false), Window(AudioChannel.Auto, right: false));
        CollectionAssert.AreEqual(Window(AudioChannel.Auto, right: false), Window(AudioChannel.Auto, right: true));
        Assert.IsFalse(Window(AudioChannel.Published, right: true).SequenceEqual(Window(AudioChannel.Auto, right: true)));
    }

    [TestMethod]
    public void AClipOfAnotherRateIsRefused()
    {
        using var model = new TinyModel();
        using var folder = new TemporaryFolder();
        ModelConverter.Convert(model.Path, folder["named.safetensors"], new() { SampleRate = 16000 });
        using EmotionRecognizer named = EmotionRecognizer.Load(folder["named.safetensors"], new() { Engine = new CpuEngine(1) }), any = EmotionRecognizer.Load(model.Path, new() { Engine = new CpuEngine(1) });
        Clip native = any.ReadClip(null, new MemoryAudioSource(Tone(48000), 48000));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => named.Recognize(native)).Message, "read at 48000 Hz, but this model hears 16000 Hz");
        Assert.IsTrue(named.Recognize(any.ReadClip(null, new MemoryAudioSource(Tone(16000), 16000))).HasAudio);
    }

    /// <summary>Without a face, only voices are heard.</summary>
    private static void See(LiveStream stream, TimeSpan time)
    {
        stream.PushFrame(new FrameView(s_frame, 40, 40, PixelLayout.Rgb24), time);
        stream.ProcessFrame();
    }

    private static float[] Tone(int count) => [.. Enumerable.Range(0, count).Select(i => 0.2f * MathF.Sin(i * 0.3f))];
}
