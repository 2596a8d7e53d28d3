using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces.Health;

/// <summary>
/// Shows the demo model drawn people who are seen worse and worse, and measures both its accuracy and what input health says of the
/// frames, which go the way of a stream's.
/// </summary>
internal sealed class HealthTrial(EmotionRecognizer recognizer, int clips)
{
    private readonly DrawnClip[] _clips = [.. Enumerable.Range(0, clips).Select(i => DrawnClip.Make(i))];

    /// <summary>One step of a way.</summary>
    /// <param name="way">The way.</param>
    /// <param name="step">The strength.</param>
    /// <param name="recognise">False for the flags and figures alone.</param>
    public HealthStep Run(Degradation way, float step, bool recognise = true)
    {
        var random = new Random(3);
        return Judge(step, _clips, (clip, i) => way.Apply(clip.Frames[i], DrawnClip.Size, clip.Landmarks[i], step, random), recognise);
    }

    /// <summary>Heads that are turned to one side or the other; or raised and lowered.</summary>
    public HealthStep RunTurned(float degrees, bool raised = false, bool recognise = true)
    {
        float Signed(int clip) => clip % 2 == 0 ? degrees : -degrees;
        DrawnClip[] turned = [.. Enumerable.Range(0, clips).Select(i => raised ? DrawnClip.Make(i, 0, Signed(i)) : DrawnClip.Make(i, Signed(i)))];
        var whole = new FaceBox(0, 0, DrawnClip.Size, DrawnClip.Size);
        return Judge(degrees, turned, (clip, i) => new SeenFrame(clip.Frames[i], DrawnClip.Size, DrawnClip.Size, whole with { Landmarks = clip.Landmarks[i] }), recognise);
    }

    private HealthStep Judge(float step, DrawnClip[] drawn, Func<DrawnClip, int, SeenFrame> see, bool recognise)
    {
        int right = 0;
        var flags = new List<ReadingFlags>();
        var figures = new List<FaceQuality>();
        foreach (DrawnClip clip in drawn)
        {
            SeenFrame[] frames = [.. Enumerable.Range(0, clip.Frames.Length).Select(i => see(clip, i))];
            using var pictures = new MemoryFrameSource([.. frames.Select(f => (ReadOnlyMemory<byte>)f.Rgb)], frames[0].Width, frames[0].Height);
            using var voice = new MemoryAudioSource(clip.Samples, DrawnClip.SampleRate);
            right += recognise && recognizer.Recognize(pictures, voice).Label == clip.Label ? 1 : 0;
            FaceHealth health = Watch(frames, recognizer.ImageSize);
            flags.Add(health.Flags);
            figures.Add(health.Quality!.Value);
        }
        return new HealthStep(step, 100.0 * right / drawn.Length, flags, figures);
    }

    /// <summary>What a stream finds out about frames whose faces are known.</summary>
    public static FaceHealth Watch(IReadOnlyList<SeenFrame> frames, int imageSize)
    {
        var options = new EmotionStreamOptions();
        var queue = new FrameQueue();
        var place = new LastFace();
        var ring = new FrameRing(3 * imageSize * imageSize, frames.Count + 1);
        var intake = new FrameIntake(queue, place, imageSize, options);
        var cutter = new FaceCutter(queue, place, new Presence(), ring, imageSize, options);
        for (int i = 0; i < frames.Count; i++)
        {
            SeenFrame frame = frames[i];
            intake.Push(new FrameView(frame.Rgb, frame.Width, frame.Height, PixelLayout.Rgb24), frame.Face, TimeSpan.FromSeconds((double)i / DrawnClip.FrameRate), 0);
            cutter.ProcessNext();
        }
        var window = new WindowBuffer(imageSize, twoClip: false);
        ring.Copy(0, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1000), window);
        return window.Health;
    }
}

/// <summary>Faces that are seen equally badly.</summary>
/// <param name="Strength">Of the degradation.</param>
/// <param name="Accuracy">Percents of the clips that the demo model recognises.</param>
/// <param name="Flags">Of each clip.</param>
/// <param name="Figures">Of each clip.</param>
internal sealed record HealthStep(float Strength, double Accuracy, IReadOnlyList<ReadingFlags> Flags, IReadOnlyList<FaceQuality> Figures)
{
    /// <summary>Percents of the clips with a flag.</summary>
    public double Flagged(ReadingFlags flag) => 100.0 * Flags.Count(f => f.HasFlag(flag)) / Flags.Count;
}
