using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces;

/// <summary>Finds the faces of a picture, as <see cref="IFaceFinder.Find"/>.</summary>
/// <param name="frame">The picture, upright; valid only during the call.</param>
/// <param name="faces">Room for the faces; the largest belong in front.</param>
/// <returns>How many were written to the start of <paramref name="faces"/>; 0 if there is no face.</returns>
public delegate int FindFaces(FrameView frame, Span<FaceBox> faces);
