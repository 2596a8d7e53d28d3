using BenchmarkDotNet.Attributes;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>The stages before the network, and a whole clip of the untrained base model at 112 px.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class StageBenchmarks
{
    private readonly byte[] _picture = new byte[1280 * 720 * 4], _crop = new byte[160 * 160 * 3];
    private readonly float[] _samples = new float[16000 * 6], _spectrogram = new float[Spectrogram.Length];
    private readonly BilinearResize _resize = new(160);
    private readonly LogMel _mel = new(16000);
    private EmotionRecognizer _recognizer = null!;
    private Clip _clip = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        random.NextBytes(_picture);
        for (int i = 0; i < _samples.Length; i++)
            _samples[i] = random.NextSingle() - 0.5f;
        _recognizer = EmotionRecognizer.CreateUntrained(112, options: new() { Engine = new CpuEngine(2) });
        using var frames = new MemoryFrameSource([_picture], 1280, 720, PixelLayout.Bgra32);
        using var audio = new MemoryAudioSource(_samples, 16000);
        _clip = _recognizer.ReadClip(frames, audio);
    }

    [Benchmark]
    public void CropAndResize320To160() =>
        _resize.Resize(new FrameView(_picture, 1280, 720, PixelLayout.Bgra32), 480, 200, 320, 320, _crop);

    [Benchmark]
    public void LogMelOfFiveSeconds() => Spectrogram.Write(_mel, _samples, _spectrogram);

    [Benchmark]
    public EmotionPrediction RecognizeBase112() => _recognizer.Recognize(_clip);
}
