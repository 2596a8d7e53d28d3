using MmaDfer.Samples.SyntheticPeople.Heads;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>Where the skin folds when the face moves: the lines of forehead, brows, eyes, nose and mouth.</summary>
internal sealed class FoldPainter(FaceLines lines, int seed)
{
    private readonly float _shift = Noise.Hash(seed, 1, 2, 3);

    public (Fold Fold, float Depth) At(V3 p)
    {
        V3[] at = lines.Points;
        float x = MathF.Abs(p.X);
        bool left = p.X > 0;
        float brows = Curves.Mix(at[19].Y, at[21].Y, Curves.Step(4, 1, x));
        var best = (Fold.None, 0f);
        // Forehead: lines across, a little wavy and broken.
        float above = p.Y - brows;
        if (above is > 0.8f and < 5 && x < 5.2f)
        {
            float wave = (above * 1.05f) + (0.35f * Noise.At(p.X * 0.5f, 3, seed)) + _shift;
            float line = Ridge(wave, 0.2f) * Curves.Step(0.8f, 1.3f, above) * Curves.Step(5, 3.6f, above) * (0.75f + (0.3f * Noise.At(p.X * 0.9f, above, seed + 1)));
            Take(ref best, x < 2.1f ? Fold.ForeheadMiddle : Fold.ForeheadSides, line * Curves.Step(5.2f, 4, x));
        }
        // Between the brows: one or two upright lines.
        if (p.Y > at[27].Y && p.Y < brows + 1.5f && x < 1.3f)
        {
            float bend = 0.5f + (0.14f * Noise.At(p.Y, 1, seed + (left ? 3 : 0))) + (0.1f * MathF.Abs(p.Y - at[21].Y));
            float line = Curves.Bump(x - bend, 0.26f) * Curves.Step(at[27].Y, at[27].Y + 1, p.Y) * Curves.Step(brows + 1.1f, brows + 0.1f, p.Y);
            Take(ref best, Fold.Glabella, line);
        }
        // Beside the eyes: rays.
        V3 corner = left ? at[45] : at[36];
        float dx = x - MathF.Abs(corner.X), dy = p.Y - corner.Y;
        if (dx is > 0.15f and < 2.4f && MathF.Abs(dy) < 1.7f)
        {
            float angle = dy / (dx + 0.7f);
            float line = Ridge((angle * 2.6f) + 0.5f + (0.2f * _shift), 0.24f) * Curves.Step(0.2f, 0.6f, dx) * Curves.Step(2.4f, 1.3f, dx) * Curves.Step(0.9f, 0.5f, MathF.Abs(angle));
            Take(ref best, left ? Fold.LeftCrow : Fold.RightCrow, line);
        }
        // Below the eyes: the edge of the bag.
        (_, float along, float below) = FaceLines.To(left ? lines.LeftLowerLid : lines.RightLowerLid, p.X, p.Y);
        float sag = 0.6f + (0.35f * Curves.Bump(along - 0.5f, 0.6f));
        Take(ref best, left ? Fold.LeftBag : Fold.RightBag, 0.8f * Curves.Bump(below + sag, 0.26f) * Curves.Step(0, 0.15f, along) * Curves.Step(1, 0.85f, along));
        // From the wing of the nose around the mouth.
        V3 wing = left ? at[35] : at[31], mouth = left ? at[54] : at[48];
        float s = left ? 1 : -1;
        ReadOnlySpan<V3> path =
        [
            wing + new V3(0.55f * s, 0.75f, 0), wing + new V3(1.05f * s, -0.15f, 0), mouth + new V3(0.55f * s, 1.05f, 0),
            mouth + new V3(0.8f * s, 0, 0), mouth + new V3(0.65f * s, -0.9f, 0),
        ];
        (float distance, float part, _) = FaceLines.To(path, p.X, p.Y);
        if (p.Z > 5)
            Take(ref best, left ? Fold.LeftNasolabial : Fold.RightNasolabial, Curves.Bump(distance, 0.34f) * Curves.Step(1.02f, 0.7f, part) * (0.75f + (0.25f * Curves.Step(0, 0.25f, part))));
        // Across the bridge of the nose, as of somebody who smells something bad.
        if (p.Y > at[29].Y && p.Y < at[27].Y + 0.6f && x < 1.7f && p.Z > 9)
        {
            float line = Ridge((p.Y * 1.5f) - (0.8f * x) + _shift, 0.26f) * Curves.Step(1.7f, 0.9f, x);
            Take(ref best, Fold.NoseBridge, line * Curves.Step(at[29].Y, at[28].Y, p.Y));
        }
        // The chin: dimples as of an orange, and the furrow above it.
        V3 chin = V3.Mix(at[57], at[8], 0.55f);
        float near = Curves.Bump((p - chin).Length - 0.3f, 1.9f);
        if (near > 0 && p.Z > 8)
        {
            float furrow = Curves.Bump(p.Y - at[57].Y + 0.75f, 0.35f) * Curves.Step(2.2f, 1.2f, x);
            Take(ref best, Fold.Chin, MathF.Max(furrow, near * 0.4f * Curves.Step(0, 0.6f, Noise.At(p.X * 2.6f, p.Y * 2.6f, seed + 4))));
        }
        return best;
    }

    /// <summary>1 at whole numbers, 0 farther away than a width.</summary>
    private static float Ridge(float value, float width) => Curves.Bump(value - MathF.Floor(value + 0.5f), width);

    private static void Take(ref (Fold Fold, float Depth) best, Fold fold, float depth)
    {
        if (depth > best.Depth)
            best = (fold, depth);
    }
}
