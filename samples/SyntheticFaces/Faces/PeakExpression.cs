namespace MmaDfer.Samples.SyntheticFaces.Faces;

/// <summary>The peak expression of a face.</summary>
internal static class PeakExpression
{
    /// <summary>The plain expression of a group.</summary>
    public static Expression Of(FaceGroup group) => group switch
    {
        FaceGroup.Smiling => new Expression
        {
            BrowHeight = 0.25f, EyeOpening = 0.85f, CheekRaise = 0.7f, MouthCorner = 1, MouthWidth = 1.3f, MouthOpening = 0.3f,
        },
        FaceGroup.Still => new Expression
        {
            BrowHeight = -0.05f, BrowTilt = 0.1f, EyeOpening = 0.85f, MouthCorner = -0.1f, MouthWidth = 0.95f, Pitch = 0.05f, GazeY = 0.3f,
        },
        FaceGroup.Frowning => new Expression
        {
            BrowHeight = -0.75f, BrowTilt = -1, EyeOpening = 0.65f, CheekRaise = 0.35f, MouthCorner = -0.75f, MouthWidth = 0.95f,
            MouthOpening = 0.06f, NoseWrinkle = 1, Pitch = 0.1f,
        },
        FaceGroup.Startled => new Expression
        {
            BrowHeight = 1, BrowTilt = 0.25f, EyeOpening = 1.5f, MouthCorner = -0.1f, MouthWidth = 0.72f, MouthOpening = 0.65f, Pitch = -0.07f,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(group)),
    };

    /// <summary>A random variation of this expression.</summary>
    public static Expression Draw(FaceGroup group, Draws draws)
    {
        float Scale() => 1 + (0.13f * (float)draws.Bell());
        float Add(float deviation) => deviation * (float)draws.Bell();
        Expression plain = Of(group);
        return plain with
        {
            BrowHeight = (plain.BrowHeight * Scale()) + Add(0.06f),
            BrowTilt = (plain.BrowTilt * Scale()) + Add(0.06f),
            EyeOpening = 1 + ((plain.EyeOpening - 1) * Scale()) + Add(0.04f),
            CheekRaise = Math.Clamp(plain.CheekRaise * Scale(), 0, 1),
            MouthCorner = (plain.MouthCorner * Scale()) + Add(0.06f),
            MouthWidth = 1 + ((plain.MouthWidth - 1) * Scale()) + Add(0.03f),
            MouthOpening = plain.MouthOpening * Scale(),
            MouthSkew = group == FaceGroup.Frowning ? (draws.Chance(0.5) ? 0.45f : -0.45f) * Scale() : Add(0.08f),
            NoseWrinkle = Math.Clamp(plain.NoseWrinkle * Scale(), 0, 1),
            Yaw = Add(0.08f),
            Pitch = plain.Pitch + Add(0.04f),
            Roll = Add(0.06f),
            GazeX = Add(0.2f),
            GazeY = plain.GazeY + Add(0.15f),
        };
    }
}
