namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>
/// A rectangle of a Haar feature. Tilted, it is turned clockwise by 45 degrees about its corner (X, Y): its width goes down to
/// the right, its height down to the left.
/// </summary>
internal readonly record struct HaarRectangle(int X, int Y, int Width, int Height, float Weight);
