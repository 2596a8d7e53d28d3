namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>A rectangle of a picture in which a cascade saw a face, or the mean of several.</summary>
internal readonly record struct Window(int X, int Y, int Width, int Height);
