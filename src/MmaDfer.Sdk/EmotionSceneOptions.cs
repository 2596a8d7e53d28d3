using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk;

/// <summary>Options of an <see cref="EmotionScene"/>.</summary>
public sealed record EmotionSceneOptions
{
    /// <summary>Upper limit of <see cref="MaxPeople"/>.</summary>
    internal const int Most = 32;

    /// <summary>
    /// How each person is read. <see cref="EmotionStreamOptions.FaceFinder"/> finds everybody, so it must be given;
    /// <see cref="EmotionStreamOptions.Tracking"/> says how faces are followed (its <see cref="FaceTrackerOptions.MaxFaces"/> does not count).
    /// <see cref="EmotionStreamOptions.Baseline"/> must be null, as it is one person's.
    /// </summary>
    public required EmotionStreamOptions Stream { get; init; }

    /// <summary>
    /// Maximum number of people, 1 to 32; 4 by default. Of more, the first ones stay, then the largest faces; somebody whose face is twice as
    /// large (in area) as the smallest person's takes that person's place. <see cref="EmotionStreamStatistics.FacesIgnored"/> says how many
    /// others there are. Each person costs windows of their own.
    /// </summary>
    public int MaxPeople
    {
        get;
        init => field = value is >= 1 and <= Most
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of people must be between 1 and 32.");
    } = 4;

    /// <summary>
    /// Whether the voice belongs to the person whose mouth moves with it; true by default. Then the others are read by their faces alone, with
    /// the flag <see cref="ReadingFlags.OtherSpeaker"/>, and a voice that is nobody's in view is not heard. If false, everybody hears
    /// everything, and <see cref="ScenePerson.IsSpeaking"/> is null.
    /// </summary>
    public bool FindSpeaker { get; init; } = true;
}
