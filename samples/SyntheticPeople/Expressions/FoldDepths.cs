using MmaDfer.Samples.SyntheticPeople.People;

namespace MmaDfer.Samples.SyntheticPeople.Expressions;

/// <summary>How deep an expression folds the skin of a person.</summary>
internal static class FoldDepths
{
    public static int Count { get; } = Enum.GetValues<Fold>().Length;

    public static void Of(ShapeNames names, ReadOnlySpan<float> weights, float wrinkles, Span<float> depths)
    {
        float browDown = names.Of("browDown", weights), inner = names.Of("browInnerUp", weights), outer = names.Of("browOuterUp", weights);
        float sneer = names.Of("noseSneer", weights), shrug = names.Of("mouthShrugLower", weights);
        Set(depths, Fold.ForeheadMiddle, (0.85f * inner) + (0.15f * outer), 0.3f);
        Set(depths, Fold.ForeheadSides, (0.8f * outer) + (0.2f * inner), 0.3f);
        Set(depths, Fold.Glabella, (0.85f * browDown) + (0.15f * inner) + (0.2f * sneer), 0.35f);
        Set(depths, Fold.NoseBridge, sneer + (0.15f * browDown), 0);
        Set(depths, Fold.Chin, shrug + (0.25f * names.Of("mouthFrown", weights)) + (0.2f * names.Of("mouthPress", weights)), 0.1f);
        foreach ((string side, Fold crow, Fold nasolabial, Fold bag) in (ReadOnlySpan<(string, Fold, Fold, Fold)>)
        [
            ("_L", Fold.LeftCrow, Fold.LeftNasolabial, Fold.LeftBag), ("_R", Fold.RightCrow, Fold.RightNasolabial, Fold.RightBag),
        ])
        {
            float smile = names.Of("mouthSmile" + side, weights), cheek = names.Of("cheekSquint" + side, weights), squint = names.Of("eyeSquint" + side, weights);
            Set(depths, crow, (0.35f * smile) + (0.5f * cheek) + (0.4f * squint), 0.35f);
            Set(depths, nasolabial, (0.6f * smile) + (0.75f * names.Of("noseSneer" + side, weights)) + (0.45f * names.Of("mouthUpperUp" + side, weights)) + (0.2f * names.Of("mouthStretch" + side, weights)), 0.55f);
            Set(depths, bag, (0.6f * cheek) + (0.35f * squint) + (0.3f * sneer), 0.5f);
        }

        void Set(Span<float> all, Fold fold, float moved, float always) =>
            all[(int)fold] = Math.Clamp((moved * (0.5f + (0.65f * wrinkles))) + (always * wrinkles), 0, 1.1f);
    }
}
