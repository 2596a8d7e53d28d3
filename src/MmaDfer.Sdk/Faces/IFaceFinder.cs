using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces;

/// <summary>
/// Finds the faces of a frame; <see cref="FaceFinder"/> has some. A finder that keeps memory between calls is used by one thread at a time.
/// </summary>
public interface IFaceFinder
{
    /// <summary>
    /// Whether this finder searches a part of a frame more quickly than the whole frame. <see cref="FaceTracker"/> then looks for known
    /// faces near their last places only. False unless overridden.
    /// </summary>
    bool CanSearchRegions => false;

    /// <summary>Finds the faces of a frame.</summary>
    /// <param name="frame">The frame, upright; valid only during the call.</param>
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
