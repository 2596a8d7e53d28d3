namespace MmaDfer.Sdk.Faces;

/// <summary>Where a face is in a picture: in pixels, from the picture's upper left corner. It may reach beyond the picture.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Pixels from the left to the right edge.</param>
/// <param name="Height">Pixels from the upper to the lower edge.</param>
public readonly record struct FaceBox(float X, float Y, float Width, float Height);
