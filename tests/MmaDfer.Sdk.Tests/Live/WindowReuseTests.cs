using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tests.Clips;
using MmaDfer.Sdk.Training;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>
/// Approximate windows. The tiny model's gates are closed, so that frames and voice do not learn of each other: then what is reused is
/// exact, and every answer must be that of the frames and the sound that the window stands for.
/// </summary>
[TestClass]
public sealed class WindowReuseTests
{
    private const int FrameMilliseconds = 40, Rate = 16000;
    private static readonly EmotionStreamOptions s_options = new() { Reuse = WindowReuse.Approximate, Window = TimeSpan.FromSeconds(1.6) };

    private readonly TinyModel _model = new();
    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Delete()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public async Task EachWindowUsesTheFirstFramesOfItsSlotsAndTheLastAudio()
    {
        using EmotionRecognizer recognizer = Load();
        float[] audio = Sound(6 * Rate);
        double heard = double.NaN;
        int checkedWindows = 0;
        await foreach (EmotionReading reading in recognizer.WatchAsync(new NoiseFrames([.. Enumerable.Range(0, 150)]), new FakeAudio(audio), s_options))
        {
            double end = reading.Time.TotalSeconds;
            long newest = (long)Math.Floor(1000 * end / FrameMilliseconds + 1e-6) * FrameMilliseconds / 100;
            if (newest < 15 || end > 5.9)
                continue;
            if (double.IsNaN(heard) || end - heard >= 0.5 - 1e-9)
                heard = end;
            int[] frames = [.. Enumerable.Range(0, 16).Select(i => (int)Math.Ceiling((newest - 15 + i) * 100.0 / FrameMilliseconds))];
            EmotionPrediction Expect()
            {
                int from = Math.Max(0, (int)Math.Round((heard - 1.6) * Rate)), to = (int)Math.Round(heard * Rate);
                return recognizer.Recognize(new NoiseFrames(frames), new FakeAudio(audio[from..to]));
            }
            EmotionPrediction expected = Expect();
            if (heard < end && expected.Confidence < 0.9)
            {
                heard = end;
                expected = Expect();
            }
            Closeness.Assert(expected.Logits, reading.Raw!.Logits, 2e-5, $"window that ends at {end:0.00} s");
            checkedWindows++;
        }
        Assert.IsGreaterThan(15, checkedWindows);
    }

    [TestMethod]
    public async Task AnotherAdapterRestartsTheReuse()
    {
        using EmotionRecognizer recognizer = Load();
        string adapter = OpenGates();
        var still = new NoiseFrames([.. Enumerable.Repeat(7, 200)]);
        int count = 0;
        await foreach (EmotionReading reading in recognizer.WatchAsync(still, null, s_options))
        {
            if (++count % 8 == 0)
                recognizer.SetAdapter(recognizer.AdapterPath is null ? adapter : null);
            else if (count > 8 && count % 8 == 2)
                Closeness.Assert(
                    recognizer.Recognize(new NoiseFrames([.. Enumerable.Repeat(7, 16)]), null).Logits, reading.Raw!.Logits, 1e-4, $"reading {count}");
        }
        Assert.IsGreaterThan(25, count);
    }

    [TestMethod]
    public void OpeningAStreamThatCannotBeApproximateFails()
    {
        using (EmotionRecognizer twice = EmotionRecognizer.Load(_model.Path, new() { TwoClip = true, Engine = new CpuEngine(1) }))
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => twice.OpenStream(s_options)).Message, "TwoClip");
        string variant = _folder["add.safetensors"];
        ModelInitializer.InitializeSmall(
            variant, new ModelInitOptions { ImageSize = 32, Width = 32, MlpWidth = 32, Variant = new NetworkVariant { Fusion = FusionKind.Add } });
        using (EmotionRecognizer other = EmotionRecognizer.Load(variant, new() { Engine = new CpuEngine(1) }))
            StringAssert.Contains(Assert.ThrowsExactly<EngineException>(() => other.OpenStream(s_options)).Message, "another variant");
        using EmotionRecognizer picked = EmotionRecognizer.Load(_model.Path, new() { Engine = new EnginePicker([new CpuEngine(1)]) });
        StringAssert.Contains(Assert.ThrowsExactly<EngineException>(() => picked.OpenStream(s_options)).Message, "'cpu'");
    }

    private EmotionRecognizer Load() => EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });

    private string OpenGates()
    {
        string path = _folder["adapter.safetensors"];
        string[] names = TrainableTensors.Names(TrainableSet.Adapters, TinyModel.Config);
        WeightStore drawn = new DrawnWeights(TinyModel.Config, seed: 3);
        var weights = new MemoryWeights("adapter");
        foreach (string name in names)
            weights.Set(name, drawn.Tensors[name].Shape, name.Contains("all_gate", StringComparison.Ordinal) ? [0.3f] : drawn.ReadAll(drawn.Tensors[name]));
        AdapterFile.Write(
            path, weights, names, TinyModel.Config, EmotionLabels.Dfew, ModelInfo.Read(_model.Path).EncodersSha256!, 1, new Dictionary<string, string>());
        return path;
    }

    private static float[] Sound(int count) => [.. Enumerable.Range(0, count).Select(i => 0.3f * MathF.Sin(i * 0.07f) * MathF.Sin(i * 0.0011f))];
}
