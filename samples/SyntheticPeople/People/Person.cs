using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>Everything about a person that is the same in all clips; determined by the number alone.</summary>
internal sealed record Person
{
    public required int Number { get; init; }

    /// <summary>Standard deviations of the head's ways to differ.</summary>
    public required float[] Weights { get; init; }

    /// <summary>0 the lightest skin, 1 the darkest.</summary>
    public required float Tone { get; init; }

    /// <summary>Yellow (positive) or red (negative).</summary>
    public required float Undertone { get; init; }

    /// <summary>Years.</summary>
    public required int Age { get; init; }

    /// <summary>What others may take the person for: -1 a woman, 1 a man; in between it is open.</summary>
    public required float Appearance { get; init; }

    public required Beard Beard { get; init; }

    public required float BeardDensity { get; init; }

    public required BrowShape Brows { get; init; }

    public required HairCut Hair { get; init; }

    /// <summary>As it grows: of brows, beard and lashes.</summary>
    public required V3 HairColour { get; init; }

    public required V3 HeadHairColour { get; init; }

    public required V3 Iris { get; init; }

    public required float Freckles { get; init; }

    public required float Blotches { get; init; }

    public required float Redness { get; init; }

    /// <summary>How deep wrinkles are at rest, 0 to 1.</summary>
    public required float Wrinkles { get; init; }

    /// <summary>How strongly this person shows what they feel: about 1.</summary>
    public required float Expressiveness { get; init; }

    /// <summary>Left stronger than right (positive) or the other way round, about 0.1.</summary>
    public required float Lopsided { get; init; }

    public required bool WearsGlasses { get; init; }

    public required bool WearsScarf { get; init; }

    /// <summary>1 the lightest to 10 the darkest: for tables by skin tone.</summary>
    public int ToneStep => Math.Clamp(1 + (int)(10 * Tone), 1, 10);

    public string AppearanceName => Appearance < -0.25f ? "female" : Appearance > 0.25f ? "male" : "open";

    public static Person Of(int number)
    {
        Draws body = Draw.Body.Of(number), skin = Draw.Skin.Of(number), age = Draw.Age.Of(number), habits = Draw.Habits.Of(number);
        float[] weights = new float[100];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = (float)Math.Clamp(0.95 * body.Bell(), -2.2, 2.2);
        float side = body.Chance(0.5) ? -1 : 1;
        float appearance = Math.Clamp((side * 0.75f) + (float)(0.3 * body.Bell()), -1, 1);
        float tone = skin.Float(0, 1);
        double old = age.Unit();
        int years = 18 + (int)(62 * old * (0.35 + (0.65 * old)));
        V3 hair = HairCut.Colour(Draw.Hair.Of(number, 1), tone, years);
        return new Person
        {
            Number = number,
            Weights = weights,
            Tone = tone,
            Undertone = (float)skin.Bell(),
            Age = years,
            Appearance = appearance,
            Beard = BeardOf(Draw.Beard.Of(number), appearance, out float density),
            BeardDensity = density,
            Brows = BrowShape.Draw(Draw.Brows.Of(number), appearance),
            Hair = HairCut.Draw(Draw.Hair.Of(number), appearance, years),
            HairColour = hair,
            HeadHairColour = HairCut.Dyed(Draw.Hair.Of(number, 2), hair),
            Iris = IrisOf(skin, tone),
            Freckles = skin.Chance(0.3) ? skin.Float(0.2, 1) * (1 - (0.7f * tone)) : 0,
            Blotches = skin.Float(0.3, 1.3),
            Redness = skin.Float(0.2, 1.4),
            Wrinkles = Math.Clamp(((years - 30) / 45f) + (float)(0.15 * age.Bell()), 0.05f, 1),
            Expressiveness = (float)Math.Clamp(1 + (0.15 * habits.Bell()), 0.7, 1.3),
            Lopsided = (float)(0.1 * habits.Bell()),
            WearsGlasses = habits.Chance(0.12 + (0.004 * (years - 18))),
            WearsScarf = appearance < -0.25f && habits.Chance(0.1),
        };
    }

    private static Beard BeardOf(Draws draws, float appearance, out float density)
    {
        density = draws.Float(0.4, 1);
        return appearance < 0 || draws.Chance(0.35)
            ? Beard.None
            : draws.Pick(Beard.Stubble, Beard.Stubble, Beard.Moustache, Beard.Goatee, Beard.Full, Beard.Full);
    }

    private static V3 IrisOf(Draws draws, float tone)
    {
        V3 brown = V3.Mix(new V3(0.035f, 0.016f, 0.008f), new V3(0.15f, 0.07f, 0.03f), draws.Float(0, 1));
        return !draws.Chance(0.62 * (1 - (1.5 * tone)))
            ? brown
            : draws.Pick(new V3(0.12f, 0.2f, 0.3f), new V3(0.2f, 0.25f, 0.27f), new V3(0.11f, 0.16f, 0.08f), new V3(0.18f, 0.14f, 0.06f)) * draws.Float(0.7, 1.3);
    }
}

internal enum Beard
{
    None,
    Stubble,
    Moustache,
    Goatee,
    Full,
}

/// <summary>How brows are: anger and sadness are read from them before anything else.</summary>
/// <param name="Thickness">Half the height at the thickest, in centimetres.</param>
/// <param name="Density">0 to 1.</param>
/// <param name="Lift">Centimetres above the landmarks.</param>
/// <param name="Slant">Centimetres that the outer end is higher than the inner one.</param>
/// <param name="Arch">Centimetres that the middle is higher.</param>
/// <param name="Inner">How far they reach inwards, 0 to 1.</param>
/// <param name="Darkness">Of the colour: 1 as the hair, below 1 darker.</param>
internal sealed record BrowShape(float Thickness, float Density, float Lift, float Slant, float Arch, float Inner, float Darkness)
{
    public static BrowShape Draw(Draws draws, float appearance) => new(
        Math.Clamp(0.36f + (0.08f * appearance) + (float)(0.07 * draws.Bell()), 0.17f, 0.6f),
        draws.Float(0.5, 1),
        (float)(0.15 * draws.Bell()) - (0.08f * appearance),
        (float)(0.14 * draws.Bell()) - (0.05f * appearance),
        (float)(0.1 * draws.Bell()) - (0.08f * appearance),
        draws.Float(0, 1),
        draws.Float(0.35, 0.9));
}
