using System.Text.Json;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Tensors;

namespace MmaDfer.Sdk.Tests.Clips;

/// <summary>From the golden pictures and sounds to the logits of the official evaluation.</summary>
[TestClass]
public sealed class GoldenClipTests
{
    [TestMethod]
    [DataRow("1", true)]
    [DataRow("2", true)]
    [DataRow("3", true)]
    [DataRow("1", false)]
    public void LogitsAreTheOfficialEvaluations(string name, bool lengthIsKnown)
    {
        JsonElement expected = Goldens.Json("e2e", "expected.json").GetProperty("clips").GetProperty(name);
        TestWav wav = TestWav.Read(Goldens.Path("e2e", "raw_wav", name + ".wav"));
        string[] files = Directory.GetFiles(Goldens.Path("e2e", "clip_224x224", name.PadLeft(5, '0')), "*.png");
        Array.Sort(files, StringComparer.Ordinal);
        using var frames = new PngFrames(files, lengthIsKnown);
        using var audio = new FakeAudio(wav.Samples, wav.SampleRate, wav.Channels);

        var weights = new HashedWeights("tiny");
        var network = new MmaDferNetwork(MmaDferConfig.FromWeights(weights), weights);
        Clip clip = ClipReader.Read(frames, audio, network.Config.ImageSize, false, CancellationToken.None);
        Assert.AreEqual(expected.GetProperty("frames").GetInt32(), clip.FrameCount);
        Assert.AreEqual(files.Length, clip.FrameCount);
        Assert.IsTrue(clip.HasAudio);

        using Session session = new CpuEngine().Prepare(ops => network.Build(ops, 1));
        clip.WriteFrames(0, session.Input(MmaDferNetwork.FramesInput));
        clip.Spectrogram.CopyTo(session.Input(MmaDferNetwork.AudioInput));
        session.Run();
        float[] logits = [.. expected.GetProperty("logits").EnumerateArray().Select(e => e.GetSingle())];
        Closeness.Assert(logits, session.Output(MmaDferNetwork.LogitsOutput), 5e-5, $"clip {name}");
    }

    private sealed class PngFrames(string[] files, bool lengthIsKnown) : IFrameSource
    {
        private int _next;

        public int? FrameCount => lengthIsKnown ? files.Length : null;

        public bool TryRead(out FrameView frame, out TimeSpan time)
        {
            frame = default;
            time = TimeSpan.FromMilliseconds(40L * _next);
            if (_next == files.Length)
                return false;
            TestPng png = TestPng.Read(files[_next++]);
            frame = new FrameView(png.Rgb, png.Width, png.Height, PixelLayout.Rgb24);
            return true;
        }

        public void Dispose()
        {
        }
    }
}
