using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>How hair frames the face.</summary>
/// <param name="Style">Its kind.</param>
/// <param name="Length">Centimetres that it hangs below the ears; negative: it ends above.</param>
/// <param name="Volume">Thickness on the head in centimetres.</param>
/// <param name="Hairline">How high the forehead is, -1 to 1.</param>
/// <param name="Fringe">How far hair falls over the forehead, 0 to 1.</param>
/// <param name="Parting">Where it parts, -1 to 1.</param>
/// <param name="Curl">0 straight, 1 curly.</param>
internal sealed record HairCut(HairStyle Style, float Length, float Volume, float Hairline, float Fringe, float Parting, float Curl)
{
    public static HairCut Draw(Draws draws, float appearance, int years)
    {
        float hairline = (float)Math.Clamp(0.4 * draws.Bell(), -0.8, 0.8), parting = draws.Float(-0.8, 0.8);
        float curl = draws.Chance(0.4) ? draws.Float(0.3, 1) : draws.Float(0, 0.2);
        double kind = draws.Unit(), thin = appearance > 0 ? 0.004 * (years - 18) : 0;
        if (kind < thin)
            return new HairCut(draws.Chance(0.4) ? HairStyle.Bald : HairStyle.Receding, -3, draws.Float(0.2, 0.7), 1, 0, parting, curl);
        bool isLong = draws.Chance(appearance < -0.25f ? 0.72 : appearance > 0.25f ? 0.08 : 0.4);
        if (isLong)
        {
            return new HairCut(
                draws.Chance(0.25) ? HairStyle.Tied : HairStyle.Long, draws.Float(0, 16), draws.Float(0.7, 1.9) + (1.2f * curl), hairline - 0.1f,
                draws.Chance(0.35) ? draws.Float(0.4, 1) : draws.Float(0, 0.15), parting, curl);
        }
        double cut = draws.Unit();
        return cut < 0.22 ? new HairCut(HairStyle.Buzz, -3, draws.Float(0.1, 0.4), hairline, 0, parting, curl)
            : cut < 0.3 ? new HairCut(HairStyle.Afro, -1.5f, draws.Float(2, 4.5), hairline, 0.05f, parting, 1)
            : new HairCut(HairStyle.Short, draws.Float(-3.5, -0.5), draws.Float(0.7, 2.6), hairline, draws.Chance(0.4) ? draws.Float(0.2, 0.9) : 0, parting, curl);
    }

    /// <summary>Linear red, green and blue.</summary>
    public static V3 Colour(Draws draws, float tone, int years)
    {
        V3 black = new(0.008f, 0.007f, 0.006f), brown = new(0.035f, 0.018f, 0.009f), light = new(0.12f, 0.065f, 0.03f);
        V3 blond = new(0.36f, 0.24f, 0.11f), red = new(0.2f, 0.055f, 0.02f);
        double kind = draws.Unit() + (0.7 * tone);
        V3 colour = kind > 0.75 ? V3.Mix(black, brown, draws.Float(0, 0.4)) : kind > 0.5 ? V3.Mix(brown, light, draws.Float(0, 0.6))
            : kind > 0.25 ? V3.Mix(light, blond, draws.Float(0, 0.7)) : kind > 0.07 ? V3.Mix(light, blond, draws.Float(0.5, 1.1)) : red;
        float grey = Math.Clamp(((years - 55) / 22f) + (float)(0.25 * draws.Bell()), 0, 1);
        return V3.Mix(colour, new V3(0.32f, 0.31f, 0.3f), grey * 0.85f);
    }

    /// <summary>Of some people the hair of the head is dyed.</summary>
    public static V3 Dyed(Draws draws, V3 natural) => !draws.Chance(0.07) ? natural : draws.Pick(
        new V3(0.25f, 0.03f, 0.12f), new V3(0.05f, 0.1f, 0.3f), new V3(0.2f, 0.02f, 0.02f), new V3(0.42f, 0.34f, 0.2f), new V3(0.04f, 0.02f, 0.012f), new V3(0.12f, 0.03f, 0.015f));
}

internal enum HairStyle
{
    Bald,
    Receding,
    Buzz,
    Short,
    Afro,
    Tied,
    Long,
}
