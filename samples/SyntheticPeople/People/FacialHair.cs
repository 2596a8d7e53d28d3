using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>Hair painted on the skin: brows, beards, and what grows under the hair of the head.</summary>
internal sealed class FacialHair(FaceLines lines, Person person)
{
    private readonly int _seed = 977 * person.Number;

    public V3 Brows(V3 p, V3 colour, float pencil)
    {
        BrowShape shape = person.Brows;
        float side = p.X > 0 ? 1 : -1;
        ReadOnlySpan<V3> line = p.X > 0 ? lines.LeftBrow : lines.RightBrow;
        if (MathF.Abs(p.Y - line[2].Y) > 2.5f || p.Z < 5)
            return colour;
        // Along the line from the temple (0) to the nose (1), moved and bent as this person's brow is.
        float along = Math.Clamp((MathF.Abs(line[0].X) - MathF.Abs(p.X)) / MathF.Max(MathF.Abs(line[0].X) - MathF.Abs(line[^1].X), 0.1f), -0.2f, 1.25f);
        float inner = 1 + (0.14f * shape.Inner);
        // The landmarks are on the upper edge of the brow's ridge.
        float y = p.Y + 0.5f - shape.Lift - (shape.Slant * (0.5f - along) * 2) - (shape.Arch * Curves.Bump(along - 0.4f, 0.5f));
        (float distance, _, float above) = FaceLines.To(line, Math.Clamp(MathF.Abs(p.X), MathF.Abs(line[^1].X), MathF.Abs(line[0].X)) * side, y);
        float thickness = shape.Thickness * (0.35f + (0.75f * Curves.Step(-0.1f, 0.55f, along)));
        float ends = Curves.Step(-0.12f, 0.12f, along) * Curves.Step(inner + 0.1f, inner - 0.1f, along);
        // Hairs rise outwards and upwards.
        float strand = Noise.At((p.X * 5) + (p.Y * side * -3), (p.Y * 2.2f) + (p.X * side * 1.2f), _seed);
        float cover = ends * Curves.Step(thickness * 1.35f, thickness * 0.55f, MathF.Abs(above) < 1e-6f ? distance : MathF.Abs(above));
        cover *= Math.Clamp(shape.Density + (0.35f * strand) + pencil, 0, 1);
        return V3.Mix(colour, BrowColour(colour), cover * 0.93f);
    }

    public V3 Beard(V3 p, V3 colour)
    {
        if (person.Beard == People.Beard.None)
            return colour;
        float cover = Region(p);
        if (cover <= 0)
            return colour;
        float grain = Noise.At(p.X * 7, p.Y * 4, p.Z * 7, _seed + 3), patch = Noise.Rough(p, 0.6f, _seed + 5);
        cover *= person.Beard == People.Beard.Stubble
            ? (0.25f + (0.3f * person.BeardDensity)) * (0.8f + (0.25f * grain) + (0.2f * patch))
            : Math.Clamp((0.55f + (0.5f * person.BeardDensity)) + (0.3f * grain) + (0.25f * patch), 0, 0.96f);
        return V3.Mix(colour, person.HairColour * (0.8f + (0.4f * grain)), cover);
    }

    /// <summary>Where a beard grows thick, 0 to 1: it also stands out from the skin there.</summary>
    public float Region(V3 p)
    {
        if (p.Z < 0 || p.Y > 3)
            return 0;
        V3[] at = lines.Points;
        float x = MathF.Abs(p.X), cornerX = at[54].X, cornerY = at[54].Y;
        float wave = 0.25f * Noise.At(p.X * 1.2f, p.Y * 1.2f, _seed + 9);
        // From the corner of the mouth up to the ear.
        float cheek = cornerY - 0.4f + (MathF.Max(x - cornerX, 0) * (at[15].Y + 1.5f - cornerY) / (at[15].X - cornerX)) + wave;
        float lower = Curves.Step(cheek + 0.4f, cheek - 0.5f, p.Y) * Curves.Step(at[8].Y - 3.2f, at[8].Y - 1, p.Y);
        if (x < cornerX)
            lower *= Curves.Step(at[57].Y + 0.1f, at[57].Y - 0.5f, p.Y);
        float chin = lower * Curves.Step(cornerX + 0.9f, cornerX + 0.1f, x);
        float moustache = Curves.Step(at[33].Y + 0.15f, at[33].Y - 0.4f, p.Y) * Curves.Step(cornerX + 0.7f, cornerX - 0.1f, x)
            * (p.Y > at[57].Y ? 1 : 0) * Curves.Step(0.05f, 0.25f, FaceLines.Inside(lines.LipsOuter, p.X, p.Y)) * (p.Y > cornerY - 1 || x > cornerX - 0.3f ? 1 : 0);
        return person.Beard switch
        {
            People.Beard.Moustache => moustache,
            People.Beard.Goatee => MathF.Max(moustache, chin),
            People.Beard.None => 0,
            _ => MathF.Max(moustache * (person.Beard == People.Beard.Full ? 1 : 0.9f), lower),
        };
    }

    /// <summary>Above the hairline short hair darkens the skin, so that the hair's edge is not a step.</summary>
    public V3 Scalp(V3 p, V3 colour)
    {
        if (person.Hair.Style == HairStyle.Bald)
            return colour;
        float line = Hairline.Above(p, person.Hair, _seed);
        float cover = Curves.Step(-0.3f, 1, line) * (person.Hair.Style == HairStyle.Receding ? 0.75f : 0.92f);
        return V3.Mix(colour, person.HeadHairColour * 1.1f, cover);
    }

    private V3 BrowColour(V3 skin) => V3.Mix(person.HairColour * person.Brows.Darkness, skin * 0.25f, person.HairColour.X > 0.2f ? 0.5f : 0.12f);
}

/// <summary>Where the hair of the head begins.</summary>
internal static class Hairline
{
    /// <summary>Centimetres above the hairline, along the skin; negative on the face.</summary>
    public static float Above(V3 p, HairCut hair, int seed)
    {
        float x = MathF.Abs(p.X), wave = 0.35f * Noise.At(p.X * 0.9f, p.Z * 0.9f, seed + 13);
        float recede = hair.Style == HairStyle.Receding ? 4 : 1.1f * hair.Hairline;
        // Over the forehead at about 10.3 cm, falling towards the temples, in front of the ears down to their middle.
        float temples = Curves.Step(4.2f, 7.2f, x);
        float front = 10.1f + recede - (0.05f * x * x * (hair.Style == HairStyle.Receding ? -0.6f : 1));
        float side = p.Z > 3.2f ? 9 : 9 - (Curves.Step(3.2f, 1.2f, p.Z) * 8);
        float height = Curves.Mix(front, MathF.Min(front, side), temples);
        if (p.Z < 0.8f)
            height = MathF.Min(height, p.Z < -1 ? -3.5f : 3.5f);
        return p.Y - height + wave;
    }
}
