using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>Paints a person's skin: tone, blotches, freckles, lips, make-up; hair of brows and beard by <see cref="FacialHair"/>, folds by <see cref="FoldPainter"/>.</summary>
internal sealed class SkinPainter(FaceMap map, FaceLines lines)
{
    public PaintedSkin Paint(Person person, MakeUp makeUp, float crying = 0)
    {
        var skin = new PaintedSkin();
        V3 tone = Tone(person.Tone, person.Undertone);
        var hair = new FacialHair(lines, person);
        var folds = new FoldPainter(lines, person.Number);
        ReadOnlySpan<V3> points = map.Points;
        for (int i = 0; i < points.Length; i++)
        {
            V3 p = points[i];
            // Behind the ears hardly anything is seen of the skin.
            if (p.Z < -2)
            {
                (skin.Colours[i], skin.Shine[i]) = (hair.Scalp(p, tone), 0.7f);
                continue;
            }
            V3 colour = Base(p, person, tone);
            float shine = 0.7f + (0.6f * Near(p, lines.Points[30], 2.5f)) + (0.4f * Curves.Step(5, 9, p.Y)) + (0.2f * Noise.At(p.X * 2, p.Y * 2, p.Z * 2, person.Number));
            // From behind the ears on, only the plain skin shows.
            if (p.Z > 1.5f)
            {
                colour = Eyes(p, colour, person, makeUp);
                colour = Lips(p, colour, person, makeUp, ref shine);
                colour = hair.Beard(p, colour);
                colour = hair.Brows(p, colour, makeUp.Brows);
                if (crying > 0)
                    colour = Cry(p, colour, crying, ref shine);
                (skin.Folds[i], skin.Depths[i]) = folds.At(p);
            }
            skin.Colours[i] = hair.Scalp(p, colour);
            skin.Shine[i] = shine;
        }
        return skin;
    }

    /// <summary>Linear colour of skin: melanin darkens blue first, red last.</summary>
    public static V3 Tone(float darkness, float undertone)
    {
        float d = darkness, dark = -3.2f;
        return new V3(
            0.62f * Curves.Power(2, d * (dark + 0.5f)),
            0.42f * Curves.Power(2, (d * dark) + (0.05f * undertone)),
            0.32f * Curves.Power(2, (d * (dark - 0.35f)) - (0.13f * undertone)));
    }

    private static float Near(V3 p, V3 centre, float width) => Curves.Bump((p - centre).Length, width);

    private V3 Base(V3 p, Person person, V3 tone)
    {
        int seed = 31 * person.Number;
        float blotch = (0.09f * Noise.Rough(p, 0.35f, seed)) + (0.05f * Noise.Rough(p, 1.3f, seed + 7)) + (0.035f * Noise.At(p.X * 5, p.Y * 5, p.Z * 5, seed + 3));
        float blood = 0.4f * Noise.Rough(p, 0.3f, seed + 11);
        V3[] at = lines.Points;
        float cheeks = MathF.Max(Near(p, V3.Mix(at[1], at[48], 0.55f) + new V3(0, 0, 1.5f), 3.6f), Near(p, V3.Mix(at[15], at[54], 0.55f) + new V3(0, 0, 1.5f), 3.6f));
        blood += (1.1f * cheeks) + (0.9f * Near(p, at[30], 2.2f)) + (0.4f * Near(p, at[8], 2.2f)) + (MathF.Abs(p.X) > 7.6f && p.Y > -2 ? 0.8f : 0);
        float weight = 0.085f * person.Redness * (blood + 0.2f);
        V3 colour = tone * (1 + (person.Blotches * blotch));
        colour = new V3(colour.X * (1 + (0.25f * weight)), colour.Y * (1 - weight), colour.Z * (1 - (0.9f * weight)));
        if (person.Freckles > 0 && p.Z > 5)
        {
            float spot = Noise.At(p.X * 4.2f, p.Y * 4.2f, p.Z * 2, seed + 21);
            float place = Curves.Step(6.5f, 2.5f, MathF.Abs(p.Y - 1)) * Curves.Step(6, 2, MathF.Abs(p.X));
            float strength = person.Freckles * place * Curves.Step(0.25f, 0.6f, spot);
            colour *= new V3(1 - (0.3f * strength), 1 - (0.45f * strength), 1 - (0.55f * strength));
        }
        // Moles and spots of age: few, small and dark.
        float mole = Curves.Step(0.84f, 0.93f, Noise.At(p.X * 1.6f, p.Y * 1.6f, p.Z * 1.1f, seed + 41)) * (person.Age > 55 ? 0.4f : 0.25f);
        return colour * (1 - mole);
    }

    private V3 Eyes(V3 p, V3 colour, Person person, MakeUp makeUp)
    {
        bool left = p.X > 0;
        ReadOnlySpan<V3> upper = left ? lines.LeftUpperLid : lines.RightUpperLid, lower = left ? lines.LeftLowerLid : lines.RightLowerLid;
        (float up, float along, float above) = FaceLines.To(upper, p.X, p.Y);
        if (up > 2.6f)
            return colour;
        (float down, _, float below) = FaceLines.To(lower, p.X, p.Y);
        // Around the eyes the skin is thin and dark.
        float socket = (0.1f + (0.12f * person.Wrinkles)) * Curves.Step(1.7f, 0.2f, MathF.Min(up, down)) * (below < 0 ? 1.15f : 0.8f);
        colour *= new V3(1 - (0.8f * socket), 1 - socket, 1 - (0.9f * socket));
        float crease = 0.3f * Curves.Bump(above - 0.5f, 0.28f) * Curves.Step(0, 0.2f, along);
        colour *= 1 - crease;
        if (makeUp.Shadow > 0 && above > 0)
            colour = V3.Mix(colour, makeUp.ShadowColour, makeUp.Shadow * Curves.Step(1.1f, 0.3f, above));
        // Lines where the lashes grow, always a little, more with a pencil.
        float line = MathF.Max(
            (0.5f + (0.5f * makeUp.Liner)) * Curves.Bump(up, 0.14f + (0.16f * makeUp.Liner)),
            (0.2f + (0.55f * makeUp.Liner)) * Curves.Bump(down, 0.13f + (0.07f * makeUp.Liner)));
        return V3.Mix(colour, colour * 0.1f, line);
    }

    /// <summary>Red lids and nose, and tears down the cheeks.</summary>
    private V3 Cry(V3 p, V3 colour, float crying, ref float shine)
    {
        bool left = p.X > 0;
        (float down, _, float below) = FaceLines.To(left ? lines.LeftLowerLid : lines.RightLowerLid, p.X, p.Y);
        float red = crying * ((0.8f * Curves.Step(1.4f, 0.2f, down)) + (0.6f * Near(p, lines.Points[30], 1.6f)));
        colour *= new V3(1 + (0.05f * red), 1 - (0.3f * red), 1 - (0.25f * red));
        if (below > 0 || p.Z < 5)
            return colour;
        // One track below the middle of each eye.
        float middle = 0.5f * (lines.Points[left ? 42 : 36].X + lines.Points[left ? 45 : 39].X), length = 6 * crying;
        float away = MathF.Abs(p.X - middle - (0.25f * Noise.At(p.Y * 0.8f, 3, left ? 1 : 2)));
        float wet = crying * Curves.Step(0.34f, 0.14f, away) * Curves.Step(length, length - 1, down);
        shine += 6 * wet;
        return colour * (1 + (0.25f * wet) - (0.35f * crying * Curves.Bump(away - 0.36f, 0.12f) * Curves.Step(length, length - 1, down)));
    }

    private V3 Lips(V3 p, V3 colour, Person person, MakeUp makeUp, ref float shine)
    {
        float outside = FaceLines.Inside(lines.LipsOuter, p.X, p.Y);
        if (outside > 1.5f || p.Z < 7)
            return colour;
        float edge = 0.1f * Noise.At(p.X * 3, p.Y * 3, person.Number);
        float lip = Curves.Step(0.1f, -0.12f, outside + edge);
        float natural = person.Tone;
        V3 tint = new V3(0.92f - (0.1f * natural), 0.55f + (0.1f * natural), 0.6f + (0.12f * natural)) * (0.92f + (0.08f * Noise.At(p.X * 9, p.Y * 2, person.Number + 5)));
        V3 lips = V3.Mix(colour * tint, makeUp.LipColour, makeUp.Lips);
        colour = V3.Mix(colour, lips, lip * (0.85f - (0.1f * MathF.Min(1, MathF.Abs(person.Undertone)))));
        shine += lip * (0.4f + (1.2f * makeUp.Gloss));
        float line = FaceLines.To(lines.MouthLine, p.X, p.Y).Distance;
        colour *= 1 - (0.62f * Curves.Bump(line, 0.17f));
        // Below the lower lip lies a shade, and in the corners.
        float corner = MathF.Min((p - lines.Points[48]).Length, (p - lines.Points[54]).Length);
        return colour * (1 - (0.35f * Curves.Bump(corner, 0.45f)));
    }
}

/// <summary>What a person has put on in one clip.</summary>
internal sealed record MakeUp(float Lips, V3 LipColour, float Gloss, float Shadow, V3 ShadowColour, float Liner, float Brows)
{
    public static MakeUp Draw(SyntheticFaces.Draws draws, Person person)
    {
        if (person.Appearance > 0.1f || !draws.Chance(0.6))
            return new MakeUp(0, default, 0, 0, default, 0, 0);
        float strength = draws.Float(0.2, 1);
        return new MakeUp(
            draws.Chance(0.8) ? strength * 0.8f : 0,
            draws.Pick(new V3(0.42f, 0.03f, 0.04f), new V3(0.45f, 0.12f, 0.13f), new V3(0.25f, 0.02f, 0.06f), new V3(0.5f, 0.2f, 0.17f), new V3(0.3f, 0.1f, 0.07f)),
            draws.Float(0, 1),
            draws.Chance(0.5) ? strength * 0.6f : 0,
            draws.Pick(new V3(0.1f, 0.06f, 0.05f), new V3(0.2f, 0.1f, 0.08f), new V3(0.08f, 0.08f, 0.12f), new V3(0.25f, 0.14f, 0.15f)),
            draws.Float(0.2, 1) * strength,
            draws.Float(0, 0.5) * strength);
    }
}
