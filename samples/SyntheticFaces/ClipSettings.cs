namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>What determines a set of clips. Clip i is a function of these and of i alone.</summary>
public sealed record ClipSettings
{
    /// <summary>Another seed makes other clips of the same people.</summary>
    public int Seed { get; init; } = 1;

    public FaceStyle Style { get; init; } = FaceStyle.Cartoon;

    /// <summary>Pixels of the square pictures' side; even.</summary>
    public int Size { get; init; } = 96;

    public int FramesPerSecond { get; init; } = 8;

    /// <summary>The first person. A person's number tells looks and voice, whatever the seed.</summary>
    public int FirstIdentity { get; init; }

    /// <summary>How many people there are.</summary>
    public int Identities { get; init; } = 100;

    /// <summary>Seconds of a clip: with 8 frames a second, exactly the 16 frames that the network sees.</summary>
    public static double Seconds => 2;
}
