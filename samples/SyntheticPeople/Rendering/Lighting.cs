using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople.People;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>A far lamp.</summary>
/// <param name="Toward">Unit vector to it.</param>
/// <param name="Colour">Linear.</param>
internal readonly record struct Lamp(V3 Toward, V3 Colour);

/// <summary>Three to five lamps, the first of which casts shadows, between a bright ceiling and a darker floor.</summary>
internal sealed record Lighting(Lamp[] Lamps, V3 Sky, V3 Ground, float Shadow, float Softness, float Exposure)
{
    public static Lighting Draw(Draws draws)
    {
        bool soft = draws.Chance(0.45);
        V3 warm = Temperature(draws);
        float around = (float)(0.11 * draws.Bell()), rise = draws.Float(-0.02, 0.17);
        if (draws.Chance(0.1))
            around = draws.Float(0.15, 0.24) * (draws.Chance(0.5) ? 1 : -1);
        float key = soft ? draws.Float(0.5, 1) : draws.Float(1, 1.9);
        var lamps = new List<Lamp> { new(SkullMap.Direction(around, rise), warm * key) };
        // A weaker one from the other side, one from behind, and sometimes more: a screen, a window.
        lamps.Add(new(SkullMap.Direction((-Math.Sign(around) * draws.Float(0.08, 0.2)) + draws.Float(-0.03, 0.03), draws.Float(-0.08, 0.1)), Temperature(draws) * (key * draws.Float(0.08, 0.5))));
        lamps.Add(new(SkullMap.Direction(draws.Float(0.3, 0.7), draws.Float(0, 0.15)), Temperature(draws) * (key * draws.Float(0, 0.8))));
        if (draws.Chance(0.3))
            lamps.Add(new(SkullMap.Direction(draws.Float(-0.06, 0.06), draws.Float(-0.12, -0.02)), new V3(0.75f, 0.9f, 1.15f) * draws.Float(0.1, 0.45)));
        if (draws.Chance(0.08))
            lamps.Add(new(SkullMap.Direction(draws.Float(-0.25, 0.25), draws.Float(-0.05, 0.1)), new V3(draws.Float(0, 1.5), draws.Float(0, 1), draws.Float(0, 1.5)) * 0.35f));
        V3 sky = Temperature(draws) * (soft ? draws.Float(0.45, 0.9) : draws.Float(0.18, 0.5));
        return new Lighting([.. lamps], sky, sky * draws.Float(0.35, 0.8) * draws.Tint(0.1), soft ? draws.Float(0.3, 0.8) : draws.Float(0.7, 1), draws.Float(0.05, 0.5), (float)(0.3 * draws.Bell()));
    }

    /// <summary>The colour that a camera takes for white.</summary>
    public V3 White => (Lamps[0].Colour + Sky) * (3 / (Lamps[0].Colour.X + Lamps[0].Colour.Y + Lamps[0].Colour.Z + Sky.X + Sky.Y + Sky.Z));

    private static V3 Temperature(Draws draws)
    {
        float t = (float)draws.Bell();
        return new V3(1 + (0.1f * t), 1 + (0.015f * (float)draws.Bell()), 1 - (0.13f * t));
    }
}
