using MmaDfer.Samples.SyntheticFaces.Conversations;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live.Scenes;

/// <summary>A drawn conversation as a camera and also as the finder of its faces, with the landmarks of the drawing.</summary>
internal sealed class DrawnScene(ConversationPlan plan) : IFrameSource, IFaceFinder
{
    private readonly DrawnConversation _drawn = new(plan);

    public static int Size => 112;

    public static int SampleRate => DrawnConversation.SampleRate;

    public float[] Samples => _drawn.Samples;

    public bool IsLive => false;

    public int? FrameCount => null;

    public FrameView Frame => new(_drawn.Frame, _drawn.Width, Size, PixelLayout.Rgb24);

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        bool any = _drawn.Next();
        frame = any ? Frame : default;
        time = any ? TimeSpan.FromSeconds(_drawn.Time) : default;
        return any;
    }

    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        int count = Math.Min(faces.Length, _drawn.Points.Count);
        for (int i = 0; i < count; i++)
        {
            FacePoints points = _drawn.Points[i];
            faces[i] = new FaceBox(i * Size, 0, Size, Size) { Landmarks = new(points.LeftEye, points.RightEye, points.Nose, points.Mouth) };
        }
        return count;
    }

    public void Dispose()
    {
    }
}
