using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces;

/// <summary>
/// For programs that know where the face is (a game engine, the SDK of a camera) or have a face detector of their own: asks a
/// function. It may be used by as many threads at once as the function allows.
/// </summary>
public sealed class DelegateFaceFinder : IFaceFinder
{
    private readonly FindFaces _find;

    /// <summary>Takes the function.</summary>
    /// <param name="find">Writes the faces of a picture and gives their number.</param>
    public DelegateFaceFinder(FindFaces find)
    {
        ArgumentNullException.ThrowIfNull(find);
        _find = find;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The function says that it wrote more faces than there is room for, or less than none.</exception>
    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        int count = _find(frame, faces);
        return count >= 0 && count <= faces.Length
            ? count
            : throw new InvalidOperationException(
                $"The function of a {nameof(DelegateFaceFinder)} returned {count} faces, but had room for {faces.Length}; it must return how many it wrote.");
    }
}
