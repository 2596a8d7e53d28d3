using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople.Expressions;

/// <summary>
/// Ways to show each emotion, as movements by the Facial Action Coding System in the names of the head's shapes: each moves with a chance, and
/// by a random amount.
/// </summary>
internal static class Prototypes
{
    private static readonly Dictionary<Emotion, Prototype[]> All = new()
    {
        [Emotion.Happiness] =
        [
            new(5, ("mouthSmile", 0.6, 1, 1), ("cheekSquint", 0.4, 0.9, 1), ("eyeSquint", 0.15, 0.6, 0.9), ("mouthDimple", 0, 0.4, 0.5), ("mouthUpperUp", 0.2, 0.6, 1), ("mouthLowerDown", 0.1, 0.45, 0.8), ("jawOpen", 0.04, 0.2, 0.7)),
            new(2, ("mouthSmile", 0.55, 1, 1), ("cheekSquint", 0.3, 0.8, 0.9), ("eyeSquint", 0.15, 0.5, 0.8), ("mouthDimple", 0.2, 0.6, 0.8), ("mouthPress", 0, 0.25, 0.3)),
            new(2, ("mouthSmile", 0.7, 1, 1), ("jawOpen", 0.2, 0.5, 1), ("mouthUpperUp", 0.2, 0.5, 0.9), ("mouthLowerDown", 0.1, 0.4, 0.6), ("cheekSquint", 0.6, 1, 1), ("eyeSquint", 0.3, 0.8, 0.9), ("browOuterUp", 0, 0.3, 0.3)),
            new(1, ("mouthSmile", 0.5, 0.9, 1), ("mouthUpperUp", 0.3, 0.7, 1), ("mouthLowerDown", 0.2, 0.6, 1), ("cheekSquint", 0.3, 0.8, 0.8), ("browInnerUp", 0.1, 0.4, 0.6), ("browOuterUp", 0.1, 0.5, 0.8), ("eyeWide", 0, 0.3, 0.4)),
        ],
        [Emotion.Surprise] =
        [
            new(5, ("browInnerUp", 0.6, 1, 1), ("browOuterUp", 0.6, 1, 1), ("eyeWide", 0.5, 1, 0.95), ("jawOpen", 0.25, 0.75, 1), ("mouthFunnel", 0, 0.5, 0.6), ("mouthShrugUpper", 0, 0.2, 0.2)),
            new(2, ("browInnerUp", 0.7, 1, 1), ("browOuterUp", 0.7, 1, 1), ("eyeWide", 0.6, 1, 1), ("jawOpen", 0.08, 0.25, 1), ("mouthPucker", 0, 0.25, 0.4), ("mouthFunnel", 0, 0.35, 0.5)),
            new(1, ("browInnerUp", 0.6, 1, 1), ("browOuterUp", 0.6, 1, 1), ("eyeWide", 0.6, 1, 1), ("jawOpen", 0.3, 0.6, 1), ("mouthSmile", 0.1, 0.35, 1)),
            new(1, ("browInnerUp", 0.7, 1, 1), ("browOuterUp", 0.7, 1, 1), ("eyeWide", 0.4, 0.8, 1), ("jawOpen", 0, 0.06, 0.6), ("mouthPucker", 0.1, 0.4, 0.6), ("mouthPress", 0, 0.2, 0.3)),
        ],
        [Emotion.Anger] =
        [
            new(4, ("browDown", 1.4, 1.9, 1), ("eyeSquint", 0.3, 0.8, 0.9), ("noseSneer", 0.05, 0.35, 0.7), ("mouthPress", 0.4, 1, 0.9), ("mouthRollLower", 0.1, 0.5, 0.7), ("mouthRollUpper", 0.1, 0.5, 0.7), ("mouthShrugLower", 0.2, 0.6, 0.7), ("mouthFrown", 0, 0.3, 0.4)),
            new(3, ("browDown", 1.4, 1.9, 1), ("eyeWide", 0.35, 0.9, 1), ("mouthPress", 0.4, 1, 0.8), ("mouthRollUpper", 0.1, 0.45, 0.6), ("mouthShrugLower", 0.1, 0.5, 0.6), ("noseSneer", 0, 0.3, 0.5), ("jawForward", 0, 0.4, 0.4)),
            new(3, ("browDown", 1.4, 1.9, 1), ("eyeSquint", 0.1, 0.5, 0.5), ("eyeWide", 0.1, 0.5, 0.4), ("jawOpen", 0.15, 0.5, 1), ("mouthUpperUp", 0.2, 0.5, 0.8), ("mouthLowerDown", 0.4, 0.9, 1), ("mouthStretch", 0.1, 0.4, 0.6), ("noseSneer", 0.15, 0.45, 0.8), ("mouthFunnel", 0.1, 0.4, 0.6)),
            new(2, ("browDown", 1.45, 2, 1), ("eyeWide", 0.2, 0.7, 0.6), ("eyeSquint", 0.1, 0.6, 0.5), ("jawOpen", 0.45, 0.85, 1), ("mouthUpperUp", 0.2, 0.6, 0.9), ("mouthLowerDown", 0.4, 1, 1), ("noseSneer", 0.2, 0.5, 0.8), ("mouthStretch", 0.1, 0.4, 0.5)),
            new(2, ("browDown", 1.45, 2, 1), ("eyeSquint", 0.2, 0.7, 0.8), ("mouthUpperUp", 0.25, 0.6, 1), ("mouthLowerDown", 0.4, 0.9, 1), ("mouthStretch", 0.2, 0.5, 0.8), ("jawForward", 0, 0.4, 0.5), ("jawOpen", 0, 0.06, 0.5), ("noseSneer", 0.1, 0.4, 0.7)),
        ],
        [Emotion.Disgust] =
        [
            new(4, ("noseSneer", 0.6, 1.1, 1), ("mouthUpperUp", 0.4, 0.9, 1), ("cheekSquint", 0.3, 0.8, 0.9), ("browDown", 0.2, 0.65, 0.9), ("eyeSquint", 0.2, 0.6, 0.8), ("mouthFrown", 0.1, 0.5, 0.6), ("mouthShrugLower", 0.1, 0.5, 0.5)),
            new(2, ("noseSneer", 0.6, 1, 1), ("mouthUpperUp", 0.5, 1, 1), ("jawOpen", 0.08, 0.35, 1), ("mouthLowerDown", 0.15, 0.5, 0.7), ("cheekSquint", 0.4, 0.9, 0.9), ("browDown", 0.2, 0.6, 0.8), ("eyeSquint", 0.3, 0.8, 0.8)),
            new(1, ("noseSneer", 0.5, 1, 1), ("mouthShrugUpper", 0.4, 0.9, 1), ("mouthFrown", 0.2, 0.6, 0.8), ("mouthShrugLower", 0.3, 0.7, 0.9), ("browDown", 0.2, 0.5, 0.8), ("eyeSquint", 0.3, 0.6, 0.8)),
            new(1, ("noseSneer", 0.7, 1.2, 1), ("mouthUpperUp", 0.6, 1, 1), ("jawOpen", 0.25, 0.5, 1), ("mouthLowerDown", 0.2, 0.6, 0.8), ("mouthFrown", 0.2, 0.6, 0.8), ("cheekSquint", 0.5, 1, 1), ("eyeBlink", 0.1, 0.4, 0.6), ("eyeSquint", 0.5, 1, 1), ("browDown", 0.2, 0.6, 0.9)),
        ],
        [Emotion.Fear] =
        [
            new(4, ("browInnerUp", 0.6, 1, 1), ("browOuterUp", 0, 0.35, 0.5), ("browDown", 0.15, 0.5, 0.8), ("eyeWide", 0.6, 1, 1), ("mouthStretch", 0.5, 1, 1), ("jawOpen", 0.08, 0.35, 0.9), ("mouthLowerDown", 0.1, 0.5, 0.7)),
            new(2, ("browInnerUp", 0.6, 1, 1), ("browDown", 0.1, 0.4, 0.7), ("eyeWide", 0.7, 1, 1), ("mouthStretch", 0.4, 0.9, 1), ("mouthFrown", 0.1, 0.4, 0.6), ("mouthRollLower", 0, 0.3, 0.3)),
            new(1, ("browInnerUp", 0.7, 1, 1), ("browDown", 0.2, 0.5, 0.9), ("eyeWide", 0.6, 1, 1), ("jawOpen", 0.3, 0.6, 1), ("mouthStretch", 0.6, 1, 1), ("mouthLowerDown", 0.2, 0.5, 0.7)),
            new(1, ("browInnerUp", 0.7, 1, 1), ("browOuterUp", 0, 0.3, 0.4), ("browDown", 0.2, 0.5, 0.8), ("eyeWide", 0.7, 1, 1), ("mouthStretch", 0.5, 1, 1), ("mouthLowerDown", 0.5, 1, 1), ("mouthUpperUp", 0.1, 0.4, 0.5), ("jawOpen", 0.02, 0.15, 0.8)),
        ],
        [Emotion.Sadness] =
        [
            new(4, ("browInnerUp", 0.55, 1, 1), ("browDown", 0, 0.35, 0.5), ("mouthFrown", 0.5, 1, 1), ("mouthShrugLower", 0.25, 0.8, 0.9), ("eyeBlink", 0.1, 0.35, 0.9), ("eyeLookDown", 0, 0.5, 0.6), ("mouthPress", 0, 0.3, 0.3)),
            new(1, ("browInnerUp", 0.6, 1, 1), ("mouthFrown", 0.4, 0.9, 1), ("mouthRollLower", 0.1, 0.5, 0.6), ("eyeBlink", 0.15, 0.45, 1), ("eyeLookDown", 0.2, 0.7, 0.9)),
            new(2, ("browInnerUp", 0.6, 1, 1), ("browDown", 0.3, 0.7, 1), ("eyeSquint", 0.3, 0.8, 1), ("cheekSquint", 0.2, 0.6, 0.9), ("mouthStretch", 0.2, 0.6, 0.8), ("mouthFrown", 0.5, 1, 1), ("mouthShrugLower", 0.2, 0.7, 0.7), ("jawOpen", 0.05, 0.3, 0.6), ("mouthLowerDown", 0.1, 0.4, 0.5), ("eyeBlink", 0.2, 0.5, 0.8)),
            new(1, ("browInnerUp", 0.7, 1, 1), ("browDown", 0.2, 0.6, 0.8), ("cheekSquint", 0.4, 0.9, 1), ("eyeSquint", 0.5, 1, 1), ("eyeBlink", 0.3, 0.8, 1), ("jawOpen", 0.2, 0.5, 1), ("mouthFrown", 0.6, 1, 1), ("mouthStretch", 0.3, 0.7, 0.9), ("mouthLowerDown", 0.2, 0.6, 0.8)),
        ],
        [Emotion.Neutral] = [new(1)],
    };

    /// <summary>All ways to show an emotion.</summary>
    public static IReadOnlyList<Prototype> Ways(Emotion emotion) => All[emotion];

    /// <summary>Draws one way to show an emotion: an amount for each shape, 1 as the head model has it.</summary>
    public static void Draw(Emotion emotion, Draws draws, ShapeNames names, double lopsided, Span<float> weights)
    {
        Prototype[] prototypes = All[emotion];
        double pick = draws.Unit() * prototypes.Sum(p => p.Share);
        int chosen = 0;
        while (chosen + 1 < prototypes.Length && (pick -= prototypes[chosen].Share) > 0)
            chosen++;
        foreach ((string name, double low, double high, double chance) in prototypes[chosen].Moves)
        {
            double amount = draws.Chance(chance) ? draws.Between(low, high) : 0;
            names.Add(name, amount, lopsided + (0.07 * draws.Bell()), weights);
        }
        // Nobody moves only what the book says.
        for (int i = 0; i < 3; i++)
            names.Add(draws.Below(names.Count), 0.1 * Math.Abs(draws.Bell()), weights);
    }
}

/// <summary>One way to show an emotion.</summary>
/// <param name="Share">How frequent it is among the ways.</param>
/// <param name="Moves">Name without side, least and largest amount, chance.</param>
internal sealed record Prototype(double Share, params (string Name, double Low, double High, double Chance)[] Moves);
