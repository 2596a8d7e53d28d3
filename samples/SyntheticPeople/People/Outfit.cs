using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>What a person wears and does in one clip.</summary>
internal sealed record Outfit
{
    public required MakeUp MakeUp { get; init; }

    public required Headwear Headwear { get; init; }

    public required V3 HeadwearColour { get; init; }

    public required V3 Cloth { get; init; }

    public required V3 SecondCloth { get; init; }

    /// <summary>Stripes or checks, in centimetres; 0 for none.</summary>
    public required float Pattern { get; init; }

    /// <summary>Height of the collar in centimetres; higher in the middle of the back.</summary>
    public required float Collar { get; init; }

    /// <summary>How far the collar dips in front.</summary>
    public required float Neckline { get; init; }

    public required bool Scarf { get; init; }

    public required GlassesShape? Glasses { get; init; }

    public required Obstacle Obstacle { get; init; }

    public required V3 ObstacleColour { get; init; }

    public static Outfit Draw(Draws draws, Person person)
    {
        MakeUp makeUp = MakeUp.Draw(draws, person);
        double hat = draws.Unit();
        bool glasses = person.WearsGlasses ? draws.Chance(0.9) : draws.Chance(0.03);
        return new Outfit
        {
            MakeUp = makeUp,
            Headwear = person.WearsScarf ? Headwear.Headscarf : hat < 0.045 ? Headwear.Cap : hat < 0.09 ? Headwear.Beanie : Headwear.None,
            HeadwearColour = Colour(draws),
            Cloth = Colour(draws),
            SecondCloth = Colour(draws),
            Pattern = draws.Chance(0.35) ? draws.Float(0.6, 3) : 0,
            Collar = draws.Chance(0.2) ? draws.Float(-10, -8.5) : draws.Float(-14.5, -11),
            Neckline = draws.Float(0, 4),
            Scarf = draws.Chance(0.06),
            Glasses = glasses ? GlassesShape.Draw(draws) : null,
            Obstacle = draws.Chance(0.9) ? Obstacle.None : draws.Pick(Obstacle.HandOnMouth, Obstacle.HandOnCheek, Obstacle.HandOnChin, Obstacle.Microphone),
            ObstacleColour = V3.Mix(new V3(0.02f, 0.02f, 0.02f), Colour(draws), draws.Float(0, 0.5)),
        };
    }

    private static V3 Colour(Draws draws)
    {
        float light = draws.Float(0.01, 0.7);
        V3 tint = draws.Chance(0.6) ? draws.Tint(0.1) : new V3(draws.Float(0.2, 1.3), draws.Float(0.2, 1.1), draws.Float(0.2, 1.3));
        return new V3(Math.Clamp(light * tint.X, 0.005f, 0.85f), Math.Clamp(light * tint.Y, 0.005f, 0.85f), Math.Clamp(light * tint.Z, 0.005f, 0.85f));
    }
}

internal enum Headwear
{
    None,
    Cap,
    Beanie,
    Headscarf,
}

internal enum Obstacle
{
    None,
    HandOnMouth,
    HandOnCheek,
    HandOnChin,
    Microphone,
}

/// <summary>A pair of glasses; centimetres.</summary>
internal sealed record GlassesShape(float Width, float Height, float Squareness, float Rim, V3 Colour, float Tint, float Drop)
{
    public static GlassesShape Draw(Draws draws)
    {
        float tint = draws.Chance(0.05) ? draws.Float(0.5, 0.85) : draws.Float(0.02, 0.12);
        return new GlassesShape(
            draws.Float(2.35, 2.9), draws.Float(1.5, 2.4), draws.Float(0.15, 0.9), draws.Chance(0.4) ? draws.Float(0.07, 0.1) : draws.Float(0.12, 0.26),
            draws.Chance(0.7) ? new V3(0.015f, 0.014f, 0.013f) * draws.Float(0.6, 3) : new V3(draws.Float(0.02, 0.4), draws.Float(0.02, 0.3), draws.Float(0.02, 0.3)), tint, draws.Float(-0.2, 0.6));
    }
}
