using MmaDfer.Samples.SyntheticFaces.Drawing;
using MmaDfer.Samples.SyntheticFaces.Painting;

namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>An art style: its proportions and its brush.</summary>
public sealed class FaceStyle
{
    private readonly Func<Canvas, Brush> _brush;

    private FaceStyle(string name, Func<Canvas, Brush> brush)
    {
        (Name, _brush) = (name, brush);
    }

    /// <summary>Flat colours, large eyes, a large mouth.</summary>
    public static FaceStyle Cartoon { get; } = new("cartoon", canvas => new CartoonBrush(canvas))
    {
        HeadWidth = 1, EyeSize = 1.2f, EyeSpread = 1, BrowWeight = 1, MouthSize = 1.15f, NoseSize = 1,
    };

    /// <summary>Hard pencil on paper: narrow heads with long noses and smaller eyes, drawn as outlines and hatching.</summary>
    public static FaceStyle Sketch { get; } = new("sketch", canvas => new SketchBrush(canvas))
    {
        HeadWidth = 0.9f, EyeSize = 1.1f, EyeSpread = 0.94f, BrowWeight = 0.9f, MouthSize = 1.1f, NoseSize = 1.35f,
    };

    /// <summary>All there are.</summary>
    public static IReadOnlyList<FaceStyle> All { get; } = [Cartoon, Sketch];

    /// <summary>As in the command line.</summary>
    public string Name { get; }

    internal float HeadWidth { get; private init; }

    internal float EyeSize { get; private init; }

    internal float EyeSpread { get; private init; }

    internal float BrowWeight { get; private init; }

    internal float MouthSize { get; private init; }

    internal float NoseSize { get; private init; }

    /// <summary>This style with proportions of its own, as another hand would draw it.</summary>
    /// <param name="hand">Whose hand: the same number always gives the same proportions.</param>
    public FaceStyle DrawnBy(int hand)
    {
        var draws = new Draws(Draws.Purpose.Hand, hand);
        return new FaceStyle(Name, _brush)
        {
            HeadWidth = HeadWidth * draws.Float(0.92, 1.08),
            EyeSize = EyeSize * draws.Float(0.85, 1.15),
            EyeSpread = EyeSpread * draws.Float(0.94, 1.06),
            BrowWeight = BrowWeight * draws.Float(0.75, 1.25),
            MouthSize = MouthSize * draws.Float(0.85, 1.15),
            NoseSize = NoseSize * draws.Float(0.8, 1.2),
        };
    }

    internal Brush BrushFor(Canvas canvas) => _brush(canvas);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
