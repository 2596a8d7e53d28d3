namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>The weighted sum of the brightness of up to three rectangles; unused ones are empty with weight 0.</summary>
internal readonly record struct HaarFeature(HaarRectangle A, HaarRectangle B, HaarRectangle C, bool Tilted);
