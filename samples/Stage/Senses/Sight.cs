using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Senses;

/// <summary>One picture.</summary>
/// <param name="frame">Its pixels.</param>
/// <param name="face">Where the face is; null where none is.</param>
/// <param name="time">When it was taken.</param>
public readonly ref struct Sight(FrameView frame, FaceBox? face, TimeSpan time)
{
    public FrameView Frame { get; } = frame;

    public FaceBox? Face { get; } = face;

    public TimeSpan Time { get; } = time;
}
