namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>Nine equal blocks, three by three: the upper left corner of the first, and the size of each.</summary>
internal readonly record struct LbpFeature(int X, int Y, int Width, int Height);
