using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces;

/// <summary>For pictures that show nothing but a face: the whole picture is its box. Shared freely between threads.</summary>
public sealed class WholeFrameFaceFinder : IFaceFinder
{
    /// <inheritdoc/>
    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        if (faces.IsEmpty || frame.Width == 0)
            return 0;
        faces[0] = new FaceBox(0, 0, frame.Width, frame.Height);
        return 1;
    }
}
