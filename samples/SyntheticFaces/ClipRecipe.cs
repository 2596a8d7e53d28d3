namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>What is decided about a clip before anything is drawn or spoken.</summary>
/// <param name="Index">Number of the clip.</param>
/// <param name="Emotion">What is expressed.</param>
/// <param name="Identity">Number of the person.</param>
public readonly record struct ClipRecipe(int Index, Emotion Emotion, int Identity)
{
    /// <summary>
    /// Each seven clips in a row have each emotion once, in an order of their own, so that any number of clips is as balanced
    /// as it can be.
    /// </summary>
    public static ClipRecipe Of(ClipSettings settings, int index)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        Span<int> order = [0, 1, 2, 3, 4, 5, 6];
        var shuffle = new Draws(Draws.Purpose.Order, settings.Seed, index / order.Length);
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = shuffle.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        var who = new Draws(Draws.Purpose.Order, settings.Seed, index, 1);
        return new ClipRecipe(index, (Emotion)order[index % order.Length], settings.FirstIdentity + who.Below(settings.Identities));
    }
}
