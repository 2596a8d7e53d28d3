using System.Numerics;

namespace MmaDfer.Samples.SyntheticFaces.Drawing;

/// <summary>A rectangle parallel to the picture's sides.</summary>
internal readonly record struct Box(Vector2 Low, Vector2 High)
{
    public static Box Around(Vector2 centre, float reach) => new(centre - new Vector2(reach), centre + new Vector2(reach));

    public static Box Of(Vector2 a, Vector2 b, Vector2 c) => new(Vector2.Min(a, Vector2.Min(b, c)), Vector2.Max(a, Vector2.Max(b, c)));

    public Box Wider(float margin) => new(Low - new Vector2(margin), High + new Vector2(margin));
}
