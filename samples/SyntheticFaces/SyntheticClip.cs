namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>One clip in memory.</summary>
/// <param name="Emotion">The expressed emotion.</param>
/// <param name="Identity">Number of the person.</param>
/// <param name="Size">Width and height of the frames in pixels.</param>
/// <param name="FramesPerSecond">Frames per second.</param>
/// <param name="Frames">Rows of red, green, blue bytes, 3 x size x size each.</param>
/// <param name="Samples">Mono audio of <see cref="SampleRate"/> samples a second.</param>
public sealed record SyntheticClip(
    Emotion Emotion, int Identity, int Size, int FramesPerSecond, IReadOnlyList<byte[]> Frames, short[] Samples)
{
    public static int SampleRate => Voices.Voice.Rate;
}

/// <summary>The settings of a set of clips. Clip i depends only on these and on i.</summary>
public sealed record ClipSettings
{
    /// <summary>Another seed makes other clips of the same people.</summary>
    public int Seed { get; init; } = 1;

    public FaceStyle Style { get; init; } = FaceStyle.Cartoon;

    /// <summary>Width and height of the frames in pixels; even.</summary>
    public int Size { get; init; } = 96;

    public int FramesPerSecond { get; init; } = 8;

    /// <summary>The first person. The number of a person determines looks and voice, independent of the seed.</summary>
    public int FirstIdentity { get; init; }

    /// <summary>Number of people.</summary>
    public int Identities { get; init; } = 100;

    /// <summary>The only emotion; null for all seven in turn.</summary>
    public Emotion? Emotion { get; init; }

    /// <summary>Seconds of a clip: with 8 frames a second, exactly the 16 frames that the network sees.</summary>
    public static double Seconds => 2;
}

/// <summary>The content of a clip before rendering.</summary>
/// <param name="Index">Number of the clip.</param>
/// <param name="Emotion">The expressed emotion.</param>
/// <param name="Identity">Number of the person.</param>
public readonly record struct ClipRecipe(int Index, Emotion Emotion, int Identity)
{
    /// <summary>
    /// Each seven consecutive clips have each emotion once, in random order, so that any number of clips is as balanced as possible.
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
        return new ClipRecipe(index, settings.Emotion ?? (Emotion)order[index % order.Length], settings.FirstIdentity + who.Below(settings.Identities));
    }
}
