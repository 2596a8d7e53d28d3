using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces;

/// <summary>A finder that can look at part of a picture, which is quicker. <see cref="FaceTracker"/> makes use of it.</summary>
public interface IRegionFaceFinder : IFaceFinder
{
    /// <summary>Finds faces of some size in part of a picture.</summary>
    /// <param name="frame">The whole picture, upright; valid only during the call.</param>
    /// <param name="region">Where to look; what of it is outside the picture is left out.</param>
    /// <param name="minimumSize">Least width and height of a face, in pixels.</param>
    /// <param name="maximumSize">Largest width and height of a face, in pixels.</param>
    /// <param name="faces">Room for the faces, in pixels of the whole picture.</param>
    /// <returns>How many were written to the start of <paramref name="faces"/>, the largest first; 0 if there is no face.</returns>
    int Find(FrameView frame, FaceBox region, float minimumSize, float maximumSize, Span<FaceBox> faces);
}
