using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>
/// How a clip is shaded: half of them as faces look, the others in ways that share only the shapes: brightness from all sides, hard lamps, steps
/// as in cartoons, plastic, matt. A network then learns shapes rather than one shader.
/// </summary>
internal sealed record ShadingStyle
{
    /// <summary>Of the lamps, the surroundings, and the shadow of the first lamp.</summary>
    public float Lamps { get; private init; } = 1;

    public float Around { get; private init; } = 1;

    public float Shadow { get; private init; } = 1;

    /// <summary>How strong and how narrow reflections are, against the ordinary ones.</summary>
    public float Gloss { get; private init; } = 1;

    public float Sharpness { get; private init; } = 1;

    /// <summary>How much light goes around edges.</summary>
    public float Wrap { get; private init; } = 1;

    /// <summary>How dark folds and creases are, and hollows.</summary>
    public float Creases { get; private init; } = 1;

    public float Hollows { get; private init; } = 1;

    /// <summary>Steps of brightness; 0 for a smooth one.</summary>
    public float Steps { get; private init; }

    /// <summary>Of the white of the eyes.</summary>
    public float White { get; private init; } = 1;

    /// <summary>Chord from the middle of the iris to its edge.</summary>
    public float Iris { get; private init; } = 0.4f;

    /// <summary>How red the eyes are of crying, 0 to 1.</summary>
    public float Redness { get; private init; }

    public static ShadingStyle Draw(Draws draws, Emotion emotion)
    {
        var usual = new ShadingStyle
        {
            Gloss = draws.Float(0.4, 1.8),
            Sharpness = draws.Float(0.6, 1.6),
            Creases = draws.Float(0.6, 1.2),
            Hollows = draws.Float(0.7, 1),
            White = draws.Float(0.7, 1.3),
            Iris = draws.Float(0.36, 0.43),
            Redness = draws.Chance(emotion == Emotion.Sadness ? 0.3 : 0.02) ? draws.Float(0.3, 1) : 0,
        };
        double kind = draws.Unit();
        return kind switch
        {
            < 0.5 => usual,
            < 0.6 => usual with { Lamps = draws.Float(0, 0.2), Around = draws.Float(2, 3), Gloss = draws.Float(0, 0.5), Hollows = draws.Float(0.3, 1), Creases = draws.Float(0.2, 1) },
            < 0.7 => usual with { Lamps = draws.Float(1.2, 1.7), Around = draws.Float(0.25, 0.5), Shadow = 1.2f, Wrap = draws.Float(0, 0.4) },
            < 0.78 => usual with { Steps = draws.Float(2, 5), Gloss = draws.Float(0, 1), Creases = draws.Float(0, 1.2), Hollows = draws.Float(0.2, 0.8), Shadow = draws.Float(0, 0.6) },
            < 0.87 => usual with { Gloss = draws.Float(2.5, 5), Sharpness = draws.Float(1, 3), Wrap = 0, Creases = draws.Float(0, 1), Hollows = draws.Float(0.2, 1) },
            _ => usual with { Gloss = draws.Float(0, 0.2), Wrap = draws.Float(0, 0.5), Shadow = 0, Creases = draws.Float(0, 0.4), Hollows = draws.Float(0.2, 0.8), White = draws.Float(1, 1.5) },
        };
    }

    /// <summary>The lamps as this style has them.</summary>
    public Lighting Of(Lighting lighting) => lighting with
    {
        Lamps = [.. lighting.Lamps.Select(lamp => lamp with { Colour = lamp.Colour * Lamps })],
        Sky = lighting.Sky * Around,
        Ground = lighting.Ground * Around,
        Shadow = Math.Min(1, lighting.Shadow * Shadow),
    };

    /// <summary>Brightness in steps, if this style has them.</summary>
    public V3 Stepped(V3 light)
    {
        if (Steps == 0)
            return light;
        float bright = MathF.Max(1e-4f, (light.X + light.Y + light.Z) / 3), level = MathF.Sqrt(bright) * Steps, whole = MathF.Floor(level);
        float stepped = (whole + 0.3f + Curves.Step(0.4f, 0.6f, level - whole)) / Steps;
        return light * (stepped * stepped / bright);
    }
}
