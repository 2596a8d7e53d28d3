namespace MmaDfer.Sdk.Faces.Tracking;

/// <summary>What a face looked like when it was last found, in few cells of grey.</summary>
internal sealed class FacePatch
{
    /// <summary>The cells, normalised for <see cref="Correlation"/>.</summary>
    public float[] Cells { get; } = new float[Correlation.PatchSize * Correlation.PatchSize];

    /// <summary>Pixels of a cell in each direction.</summary>
    public int Cell { get; set; }

    /// <summary>Left edge of the patch in the last picture, in pixels.</summary>
    public float Left { get; set; }

    /// <summary>Upper edge of the patch in the last picture, in pixels.</summary>
    public float Top { get; set; }

    /// <summary>False if there was nothing in it that could be found again.</summary>
    public bool IsUsable { get; set; }
}
