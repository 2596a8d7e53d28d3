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

    internal Brush BrushFor(Canvas canvas) => _brush(canvas);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
