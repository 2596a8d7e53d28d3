using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces;

/// <summary>Finds the faces of a frame. A finder that keeps memory between calls is used by one thread at a time.</summary>
public interface IFaceFinder
{
    /// <summary>A finder for frames that show only a face: its box is the whole frame. Safe on any number of threads.</summary>
    static IFaceFinder WholeFrame { get; } = new WholeFrameFinder();

    /// <summary>
    /// Makes a finder of a function, for programs that know where the face is (a game engine, the SDK of a camera) or have a face
    /// detector of their own. It may be used by as many threads at once as the function.
    /// </summary>
    /// <param name="find">Does the same as <see cref="Find(FrameView, Span{FaceBox})"/>.</param>
    static IFaceFinder Create(Func<FrameView, Span<FaceBox>, int> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        return new FunctionFinder(find);
    }

    /// <summary>
    /// Whether this finder searches a part of a frame more quickly than the whole frame. <see cref="FaceTracker"/> then looks for known
    /// faces near their last places only. False unless overridden.
    /// </summary>
    bool CanSearchRegions => false;

    /// <summary>Finds the faces of a frame.</summary>
    /// <param name="frame">
    /// The frame, upright; valid only during the call. <see cref="FaceTracker"/> and streams give finders no other; the finders of this SDK
    /// refuse a frame with a <see cref="FrameView.Rotation"/>.
    /// </param>
    /// <param name="faces">Room for the faces; where there are more, the most important (the largest) are returned.</param>
    /// <returns>The number of faces written to the start of <paramref name="faces"/>, the largest first; 0 if there is no face.</returns>
    int Find(FrameView frame, Span<FaceBox> faces);

    /// <summary>
    /// Finds the faces of some sizes in a part of a frame. Unless overridden, it searches the whole frame and returns the faces whose centre
    /// lies in the part.
    /// </summary>
    /// <param name="frame">The whole frame, upright; valid only during the call.</param>
    /// <param name="region">The part to search, as far as it is inside the frame.</param>
    /// <param name="minSize">Minimum width and height of a face, in pixels.</param>
    /// <param name="maxSize">Maximum width and height of a face, in pixels.</param>
    /// <param name="faces">Room for the faces, in pixels of the whole frame.</param>
    /// <returns>The number of faces written to the start of <paramref name="faces"/>, the largest first; 0 if there is no face.</returns>
    int Find(FrameView frame, FaceBox region, float minSize, float maxSize, Span<FaceBox> faces)
    {
        int kept = 0;
        foreach (FaceBox face in faces[..Find(frame, faces)])
        {
            if (face.CenterX >= region.X && face.CenterX <= region.X + region.Width
                && face.CenterY >= region.Y && face.CenterY <= region.Y + region.Height
                && MathF.Min(face.Width, face.Height) >= minSize && MathF.Max(face.Width, face.Height) <= maxSize)
            {
                faces[kept++] = face;
            }
        }
        return kept;
    }
}

/// <inheritdoc cref="IFaceFinder.WholeFrame"/>
internal sealed class WholeFrameFinder : IFaceFinder
{
    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        if (faces.IsEmpty || frame.Width == 0)
            return 0;
        faces[0] = new FaceBox(0, 0, frame.UprightWidth, frame.UprightHeight);
        return 1;
    }
}

/// <inheritdoc cref="IFaceFinder.Create"/>
internal sealed class FunctionFinder(Func<FrameView, Span<FaceBox>, int> find) : IFaceFinder
{
    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        int count = find(frame, faces);
        return count >= 0 && count <= faces.Length
            ? count
            : throw new InvalidOperationException(
                $"The function of {nameof(IFaceFinder)}.{nameof(IFaceFinder.Create)} returned {count} faces, but had room for {faces.Length}; it must return how many it wrote.");
    }
}
