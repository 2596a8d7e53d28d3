namespace MmaDfer.Sdk.Faces.Tracking;

/// <summary>Remembers what faces look like, and finds where they went in the next frame. Keeps its memory. One thread at a time.</summary>
internal sealed class PatchFollower
{
    /// <summary>What looks less alike is another thing, or something is in front of it.</summary>
    private const float LeastCorrelation = 0.6f;

    private readonly CellReader _reader = new();
    private readonly Correlation _correlation = new();
    private readonly float[] _area = new float[Correlation.AreaSize * Correlation.AreaSize];

    /// <summary>Remembers what is in a box.</summary>
    public void Remember(FramePart part, FaceBox box, FacePatch patch)
    {
        // Cells are so large that a patch is about as large as the face.
        patch.Cell = (int)Math.Clamp(MathF.Round(MathF.Sqrt(box.Area) / Correlation.PatchSize), 1, 256);
        int half = patch.Cell * Correlation.PatchSize / 2;
        (int left, int top) = (Place(box.CenterX, part.Width) - half, Place(box.CenterY, part.Height) - half);
        _reader.Read(part.View, left - part.Left, top - part.Top, patch.Cell, Correlation.PatchSize, patch.Cells);
        patch.IsUsable = Correlation.Normalise(patch.Cells);
        (patch.Left, patch.Top) = (left, top);
    }

    /// <summary>Finds what was remembered.</summary>
    /// <param name="part">The frame.</param>
    /// <param name="patch">What is remembered; its place is moved along.</param>
    /// <param name="x">Pixels that it has moved to the right.</param>
    /// <param name="y">Pixels that it has moved down.</param>
    /// <returns>
    /// False if it is not there, or not near enough, or most of it were outside of the frame: what is read there is its edge, repeated,
    /// which may look like anything and goes on for ever.
    /// </returns>
    public bool Follow(FramePart part, FacePatch patch, out float x, out float y)
    {
        (x, y) = (0, 0);
        if (!patch.IsUsable)
            return false;
        int left = (int)MathF.Round(patch.Left), top = (int)MathF.Round(patch.Top), margin = Correlation.Reach * patch.Cell;
        _reader.Read(part.View, left - margin - part.Left, top - margin - part.Top, patch.Cell, Correlation.AreaSize, _area);
        if (_correlation.Find(patch.Cells, _area, out float right, out float down) < LeastCorrelation)
            return false;
        float newLeft = left + (right * patch.Cell), newTop = top + (down * patch.Cell), half = patch.Cell * Correlation.PatchSize / 2f;
        if (!(newLeft + half >= 0 && newTop + half >= 0 && newLeft + half <= part.Width && newTop + half <= part.Height))
            return false;
        (x, y) = (newLeft - patch.Left, newTop - patch.Top);
        (patch.Left, patch.Top) = (newLeft, newTop);
        return true;
    }

    /// <summary>A centre as a whole number; boxes far outside are of no use, but must not overflow.</summary>
    private static int Place(float center, int size) => (int)Math.Clamp(MathF.Round(center), -size, 2 * size);
}
