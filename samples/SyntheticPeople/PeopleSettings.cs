using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople;

/// <summary>The settings of a set of clips. Clip i depends only on these, on the head and on i.</summary>
public sealed record PeopleSettings
{
    /// <summary>Another seed makes other clips of the same people.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Width and height of the frames in pixels; even.</summary>
    public int Size { get; init; } = 96;

    public int FramesPerSecond { get; init; } = 8;

    /// <summary>Seconds of a clip.</summary>
    public double Seconds { get; init; } = 2;

    /// <summary>The first person. The number of a person determines looks, resting face and voice, independent of the seed.</summary>
    public int FirstIdentity { get; init; }

    /// <summary>Number of people.</summary>
    public int Identities { get; init; } = 1000;

    /// <summary>How much of a frame's height the face fills, from the hairline to the chin: 1 as face finders crop, below 1 more of the room.</summary>
    public double FaceShare { get; init; } = 1;

    /// <summary>
    /// Whether eyes and mouth are where the SDK puts them in the frames of a model that is trained on aligned faces, with the errors of a face
    /// network; otherwise the crop is the box of a face finder. Not for a <see cref="FaceShare"/> below 1.
    /// </summary>
    public bool Aligned { get; init; }

    /// <summary>Share of the clips in which a voice of Flite speaks sentences; the others speak no language.</summary>
    public double SpeechShare { get; init; }

    /// <summary>Another, plainer way to render: for the other head, which nothing is trained on.</summary>
    public bool Plain { get; init; }

    internal ClipRecipe Recipe(int index) =>
        ClipRecipe.Of(new ClipSettings { Seed = Seed, FirstIdentity = FirstIdentity, Identities = Identities }, index);
}
