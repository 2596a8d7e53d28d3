namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>Gives surfaces their colours.</summary>
internal interface ISurfaceShader
{
    /// <param name="frame">The figure as it is now.</param>
    /// <param name="folds">How deep each fold is, 0 to 1.</param>
    /// <param name="leftGaze">Where the left eye looks, relative to the head.</param>
    /// <param name="rightGaze">Where the right eye looks.</param>
    void Begin(FrameGeometry frame, ReadOnlySpan<float> folds, V3 leftGaze, V3 rightGaze);

    /// <summary>The light that comes from a sample.</summary>
    V3 Shade(int triangle, float x, float y);

    /// <summary>What a lens reflects.</summary>
    V3 Glass(int triangle, float x, float y);
}
