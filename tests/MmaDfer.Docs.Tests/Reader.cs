using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Docs.Tests;

/// <summary>
/// The one preamble: what a reader has at hand where a document shows statements without saying where things come from. Such code is
/// compiled in a method of a class that derives from this one, and may name things of its own the same.
/// </summary>
public abstract class Reader
{
    // A game, with a picture of its camera, a block of its microphone and one of its mixer.
    protected static EmotionRecognizer recognizer = null!;
    protected static IFrameSource camera = null!;
    protected static IAudioSource microphone = null!;
    protected static byte[] bgra = [];
    protected static int width, height, sampleRate;
    protected static float[] samples = [], mixed = [];
    protected static TimeSpan time;
    protected static Npc npc = null!;

    protected static FrameView frame => new(bgra, width, height, PixelLayout.Bgra32);

    // Somebody who trains.
    protected static ClipDataset clips = null!;

    protected static EmotionStream StreamOf(int face) => throw new NotSupportedException($"This is compiled only, not run for face {face}.");

    /// <summary>Somebody in a game.</summary>
    public abstract class Npc
    {
        public abstract void React(string? emotion);
    }
}
