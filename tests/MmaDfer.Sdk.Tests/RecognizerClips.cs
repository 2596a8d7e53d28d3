using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Tests.Clips;

namespace MmaDfer.Sdk.Tests;

/// <summary>Clips of noise and a tone for the tests of <see cref="EmotionRecognizer"/>.</summary>
internal static class RecognizerClips
{
    public static Clip Read(EmotionRecognizer recognizer, int count, int seed = 0)
    {
        using NoiseFrames frames = Frames(count, seed: seed);
        using FakeAudio audio = Audio();
        return recognizer.ReadClip(frames, audio);
    }

    /// <summary>The frames of a made-up clip, or those with the given indices.</summary>
    public static NoiseFrames Frames(int count, int[]? indices = null, int seed = 0) =>
        new(indices ?? [.. Enumerable.Range(0, count)], seed);

    public static FakeAudio Audio() =>
        new([.. Enumerable.Range(0, 16000).Select(i => 0.3f * MathF.Sin(i * 0.07f) * MathF.Sin(i * 0.0011f))]);

    public static double Sum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum;
    }
}
