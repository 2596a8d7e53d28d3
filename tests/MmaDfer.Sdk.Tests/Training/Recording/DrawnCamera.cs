using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Training.Recording;

/// <summary>A camera before a drawn face that never ends, in its own time; what is done at a frame, and what becomes of it, is a test's.</summary>
internal sealed class DrawnCamera : IFrameSource
{
    public const int Size = 64, FramesPerSecond = 8;

    private static readonly SyntheticClip s_clip = new ClipGenerator(new ClipSettings { Size = Size, FirstIdentity = 3000 }).Generate(0);

    private byte[] _pixels = [];
    private int _next;

    /// <summary>Called before each frame with its number.</summary>
    public Action<int>? OnRead { get; init; }

    /// <summary>Share of the light.</summary>
    public double Light { get; set; } = 1;

    /// <summary>Finds a face that is the whole frame.</summary>
    public static IFaceFinder Finder { get; } = FaceFinder.Create((frame, faces) =>
    {
        faces[0] = new FaceBox(0, 0, frame.UprightWidth, frame.UprightHeight);
        return 1;
    });

    public int? FrameCount => null;

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        OnRead?.Invoke(_next);
        _pixels = [.. s_clip.Frames[_next % s_clip.Frames.Count].Select(b => (byte)(Light * b))];
        frame = new FrameView(_pixels, Size, Size, PixelLayout.Rgb24);
        time = TimeSpan.FromSeconds((double)_next++ / FramesPerSecond);
        return true;
    }

    public void Dispose()
    {
    }
}
