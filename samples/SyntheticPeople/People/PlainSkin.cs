using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>The skin of the other world: one tone, flat lips and brows, a shade around the eyes, a beard of one colour.</summary>
internal sealed class PlainSkin(FaceMap map, FaceLines lines)
{
    public V3[] Paint(Person person, MakeUp makeUp)
    {
        V3 tone = SkinPainter.Tone(person.Tone, person.Undertone), lips = V3.Mix(tone * new V3(0.85f, 0.5f, 0.55f), makeUp.LipColour, makeUp.Lips);
        var hair = new FacialHair(lines, person);
        V3[] colours = new V3[FaceMap.Width * FaceMap.Height];
        for (int i = 0; i < colours.Length; i++)
        {
            V3 p = map.Points[i], colour = tone * (1 + (0.03f * Noise.At(p.X * 0.6f, p.Y * 0.6f, p.Z * 0.6f, person.Number)));
            if (p.Z > 2)
            {
                if (person.Beard != Beard.None)
                    colour = V3.Mix(colour, person.HairColour, 0.8f * Curves.Step(0.3f, 0.7f, hair.Region(p)) * (person.Beard == Beard.Stubble ? 0.4f : 1));
                colour = V3.Mix(colour, lips, Curves.Step(0.08f, -0.08f, FaceLines.Inside(lines.LipsOuter, p.X, p.Y)));
                colour *= 1 - (0.7f * Curves.Bump(FaceLines.To(lines.MouthLine, p.X, p.Y).Distance, 0.14f));
                float lids = FaceLines.To(p.X > 0 ? lines.LeftUpperLid : lines.RightUpperLid, p.X, p.Y).Distance;
                colour *= 1 - (0.8f * Curves.Bump(lids, 0.17f)) - (0.12f * Curves.Bump(lids, 1.4f));
                // A brow is a stroke that grows thinner outwards.
                (float distance, float along, _) = FaceLines.To(p.X > 0 ? lines.LeftBrow : lines.RightBrow, p.X, p.Y - person.Brows.Lift);
                float thick = person.Brows.Thickness * (0.4f + (0.6f * along));
                if (p.Z > 5)
                    colour = V3.Mix(colour, person.HairColour * person.Brows.Darkness, 0.9f * Curves.Step(thick + 0.12f, thick - 0.08f, distance));
            }
            colours[i] = hair.Scalp(p, colour);
        }
        return colours;
    }
}
