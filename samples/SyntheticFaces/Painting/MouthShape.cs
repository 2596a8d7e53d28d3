using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;

namespace MmaDfer.Samples.SyntheticFaces.Painting;

/// <summary>Where a mouth lies in the picture.</summary>
/// <param name="Left">Where the corner on the left of the picture would lie without the lift.</param>
/// <param name="Right">The other.</param>
/// <param name="Upper">Pixels that the mouth is open upwards from its middle line.</param>
/// <param name="Lower">Pixels that it is open downwards.</param>
/// <param name="Lift">How far the corners lie above the middle.</param>
/// <param name="Lips">How thick the lips are.</param>
internal readonly record struct MouthShape(Vector2 Left, Vector2 Right, float Upper, float Lower, float Lift, float Lips)
{
    /// <summary>The dark inside; of a closed mouth, the line between the lips.</summary>
    public Lens Inside => new(Left, Right, Upper, Lower, Lift, 0.4f);

    /// <summary>With the lips.</summary>
    public Lens Outside => new(Left, Right, Upper + Lips, Lower + (1.3f * Lips), Lift, 0.3f);

    public static MouthShape Of(Portrait portrait)
    {
        (Faces.Identity person, Faces.Expression shown) = (portrait.Person, portrait.Shown);
        Faces.HeadFrame frame = portrait.Frame;
        float half = person.MouthWidth * portrait.Style.MouthSize * shown.MouthWidth;
        float opening = MathF.Max(shown.MouthOpening, 0), skew = 0.06f * shown.MouthSkew;
        float y = person.MouthY + (0.04f * opening);
        float gap = 0.3f * opening * portrait.Style.MouthSize * frame.Scale, line = 0.5f * portrait.Brush.Fine;
        return new MouthShape(
            frame.At(-half, y + skew, 0.05f),
            frame.At(half, y - skew, 0.05f),
            (0.35f * gap) + line,
            (0.65f * gap) + line,
            0.19f * (shown.MouthCorner + person.RestCorner) * portrait.Style.MouthSize * frame.Scale,
            person.Lips * frame.Scale);
    }
}
