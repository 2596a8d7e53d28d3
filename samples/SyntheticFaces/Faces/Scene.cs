using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;

namespace MmaDfer.Samples.SyntheticFaces.Faces;

/// <summary>The scene of a clip: place of the face, background, light and camera.</summary>
internal sealed record Scene
{
    /// <summary>Half the head's height as a part of the frame's side.</summary>
    public required float Scale { get; init; }

    public required Vector2 Centre { get; init; }

    public required Vector3 BackgroundTop { get; init; }

    public required Vector3 BackgroundBottom { get; init; }

    /// <summary>Places and radii of blurred things, as parts of the side.</summary>
    public required IReadOnlyList<(Vector2 Place, float Radius, Vector3 Colour)> Things { get; init; }

    /// <summary>Direction and strength of the light gradient.</summary>
    public required Vector2 LightGradient { get; init; }

    public required Vector3 LightColour { get; init; }

    public required float Noise { get; init; }

    public static Scene Draw(Draws draws)
    {
        Vector3 Wall() => Colours.Hsv(draws.Float(0, 1), draws.Float(0.05, 0.5), draws.Float(0.25, 0.95));
        var things = new (Vector2, float, Vector3)[draws.Below(5)];
        for (int i = 0; i < things.Length; i++)
            things[i] = (new(draws.Float(0, 1), draws.Float(0, 1)), draws.Float(0.08, 0.3), Wall());
        double direction = draws.Unit();
        float strength = draws.Float(0, 0.3);
        float warmth = draws.Float(-0.07, 0.07);
        return new Scene
        {
            Scale = draws.Float(0.37, 0.45),
            Centre = new(draws.Float(0.45, 0.55), draws.Float(0.46, 0.54)),
            BackgroundTop = Wall(),
            BackgroundBottom = Wall(),
            Things = things,
            LightGradient = new Vector2((float)Exact.CosTurns(direction), (float)Exact.SinTurns(direction)) * strength,
            LightColour = new Vector3(1 + warmth, 1, 1 - warmth) * draws.Float(0.75, 1.12),
            Noise = draws.Float(0.003, 0.03),
        };
    }
}
