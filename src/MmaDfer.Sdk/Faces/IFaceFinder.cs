using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces;

/// <summary>Finds the faces of a picture. One that keeps memory between calls is used by one thread at a time.</summary>
public interface IFaceFinder
{
    /// <summary>Finds faces.</summary>
    /// <param name="frame">The picture, upright; valid only during the call.</param>
    /// <param name="faces">Room for the faces; where there are more, those that matter most (the largest) are given.</param>
    /// <returns>How many were written to the start of <paramref name="faces"/>, the largest first; 0 if there is no face.</returns>
    int Find(FrameView frame, Span<FaceBox> faces);
}
