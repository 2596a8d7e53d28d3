using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk;

/// <summary>A person of an <see cref="EmotionScene"/> at a time. Immutable; safe to keep and to share between threads.</summary>
public readonly record struct ScenePerson
{
    /// <summary>
    /// Who it is: the same number as long as the face is followed, from 1 up, never given twice by a scene. Somebody who was out of sight for
    /// longer than <see cref="FaceTrackerOptions.LostAfter"/> comes back with another number.
    /// </summary>
    public int Id { get; init; }

    /// <summary>The face, smoothed, in pixels of the newest frame turned upright; where it is hidden: where it last was.</summary>
    public FaceBox Face { get; init; }

    /// <summary>False while the face is out of sight but not lost yet.</summary>
    public bool IsVisible { get; init; }

    /// <summary>Time of the frame in which the face was first found.</summary>
    public TimeSpan FirstSeen { get; init; }

    /// <summary>The newest reading; null before the first one.</summary>
    public EmotionReading? Reading { get; init; }

    /// <summary>
    /// Whether the voice that is heard now is this person's: true, false (nobody speaks, or somebody else), or null: there is a voice, and it is
    /// not clear whose. It follows the voice by about a second.
    /// </summary>
    public bool? IsSpeaking { get; init; }
}
