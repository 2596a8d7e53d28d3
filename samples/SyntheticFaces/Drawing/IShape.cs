using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>A region of the picture, as distances. Shapes are structs, so that the loop over pixels has no calls in it.</summary>
internal interface IShape
{
    /// <summary>A rectangle around the shape.</summary>
    Box Bounds { get; }

    /// <summary>Pixels from a point to the edge, about right near it; negative inside.</summary>
    float Distance(Vector2 point);
}
