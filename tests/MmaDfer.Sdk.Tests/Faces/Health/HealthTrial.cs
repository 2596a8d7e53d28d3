using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Health;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Faces.Health;

/// <summary>Shows the demo model drawn people who are seen worse and worse, and measures both its accuracy and the figures of its input.</summary>
internal sealed class HealthTrial(EmotionRecognizer recognizer, int clips)
{
    public const float TurnStep = 10;
    private readonly DrawnClip[] _clips = [.. Enumerable.Range(0, clips).Select(i => DrawnClip.Make(i))];
    private readonly BilinearResize _resize = new(recognizer.ImageSize);
    private readonly FaceMeter _meter = new(recognizer.ImageSize);

    /// <summary>Each step of one way.</summary>
    public IEnumerable<(float Step, double Accuracy, List<FaceQuality> Frames)> Run(Degradation way)
    {
        foreach (float step in way.Steps)
        {
            var random = new Random(3);
            yield return Judge(step, _clips.Select(clip => (clip, clip.Frames.Select((f, i) => way.Apply(f, DrawnClip.Size, clip.Landmarks[i], step, random)).ToArray())));
        }
    }

    /// <summary>Heads that are turned to one side, or raised and lowered, in steps of 10 degrees.</summary>
    public IEnumerable<(float Step, double Accuracy, List<FaceQuality> Frames)> RunTurned(int steps, bool raised)
    {
        for (int step = 0; step < steps; step++)
        {
            DrawnClip[] turned = [.. Enumerable.Range(0, clips).Select(i => Turned(i, (i % 2 == 0 ? 1 : -1) * step * TurnStep, raised))];
            yield return Judge(step * TurnStep, turned.Select(clip => (clip, clip.Frames.Select((f, i) =>
                new SeenFrame(f, DrawnClip.Size, DrawnClip.Size, clip.Landmarks[i], new FaceBox(0, 0, DrawnClip.Size, DrawnClip.Size))).ToArray())));
        }
    }

    private static DrawnClip Turned(int number, float degrees, bool raised) => raised ? DrawnClip.Make(number, 0, degrees) : DrawnClip.Make(number, degrees);

    private (float, double, List<FaceQuality>) Judge(float step, IEnumerable<(DrawnClip Clip, SeenFrame[] Frames)> seen)
    {
        int right = 0;
        var figures = new List<FaceQuality>();
        foreach ((DrawnClip clip, SeenFrame[] frames) in seen)
        {
            using var pictures = new MemoryFrameSource([.. frames.Select(f => (ReadOnlyMemory<byte>)f.Rgb)], frames[0].Width, frames[0].Height);
            using var voice = new MemoryAudioSource(clip.Samples, 16000);
            right += recognizer.Recognize(pictures, voice).Label == clip.Label ? 1 : 0;
            figures.AddRange(frames.Select(Measure));
        }
        return (step, 100.0 * right / clips, figures);
    }

    /// <summary>The figures of a frame.</summary>
    public FaceQuality Measure(SeenFrame frame)
    {
        byte[] crop = new byte[3 * recognizer.ImageSize * recognizer.ImageSize];
        _resize.Resize(new FrameView(frame.Rgb, frame.Width, frame.Height, PixelLayout.Rgb24), crop);
        FaceLandmarks shares = frame.Landmarks with
        {
            RightEye = new(frame.Landmarks.RightEye.X / frame.Width, frame.Landmarks.RightEye.Y / frame.Height),
            LeftEye = new(frame.Landmarks.LeftEye.X / frame.Width, frame.Landmarks.LeftEye.Y / frame.Height),
            Mouth = new(frame.Landmarks.Mouth.X / frame.Width, frame.Landmarks.Mouth.Y / frame.Height),
        };
        return _meter.Measure(crop, shares) with
        {
            Size = MathF.Sqrt(frame.Width * frame.Height), Inside = (float)frame.Width / frame.Face.Width, Pose = HeadPose.Estimate(frame.Landmarks),
        };
    }
}
