namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>
/// The face group and voice group of each emotion. Both together determine the emotion; either alone distinguishes only four groups, so that a
/// prediction from one of them is right for at most 4 / 7 of balanced clips.
/// </summary>
public static class EmotionTable
{
    /// <summary>The emotions in the order of their numbers.</summary>
    public static IReadOnlyList<Emotion> All { get; } =
    [
        Emotion.Happiness, Emotion.Sadness, Emotion.Neutral, Emotion.Anger, Emotion.Surprise, Emotion.Disgust, Emotion.Fear,
    ];

    /// <summary>Gets the label of an emotion.</summary>
    public static string Label(Emotion emotion) => emotion switch
    {
        Emotion.Happiness => "happiness",
        Emotion.Sadness => "sadness",
        Emotion.Neutral => "neutral",
        Emotion.Anger => "anger",
        Emotion.Surprise => "surprise",
        Emotion.Disgust => "disgust",
        Emotion.Fear => "fear",
        _ => throw new ArgumentOutOfRangeException(nameof(emotion)),
    };

    public static FaceGroup Face(Emotion emotion) => emotion switch
    {
        Emotion.Happiness => FaceGroup.Smiling,
        Emotion.Sadness or Emotion.Neutral => FaceGroup.Still,
        Emotion.Anger or Emotion.Disgust => FaceGroup.Frowning,
        Emotion.Surprise or Emotion.Fear => FaceGroup.Startled,
        _ => throw new ArgumentOutOfRangeException(nameof(emotion)),
    };

    public static VoiceGroup Voice(Emotion emotion) => emotion switch
    {
        Emotion.Happiness or Emotion.Surprise => VoiceGroup.Bright,
        Emotion.Sadness or Emotion.Fear => VoiceGroup.Trembling,
        Emotion.Neutral or Emotion.Disgust => VoiceGroup.Flat,
        Emotion.Anger => VoiceGroup.Harsh,
        _ => throw new ArgumentOutOfRangeException(nameof(emotion)),
    };
}

/// <summary>The seven labels of DFEW, in the order of its lists.</summary>
public enum Emotion
{
    Happiness,
    Sadness,
    Neutral,
    Anger,
    Surprise,
    Disgust,
    Fear,
}

/// <summary>The groups of faces. Each of three groups stands for two emotions, the fourth for one.</summary>
public enum FaceGroup
{
    /// <summary>Corners of the mouth up, cheeks raised.</summary>
    Smiling,

    /// <summary>Hardly moved; lids and gaze a little low.</summary>
    Still,

    /// <summary>Brows pressed down, eyes narrow, corners down and uneven.</summary>
    Frowning,

    /// <summary>Brows up, eyes wide, mouth open.</summary>
    Startled,
}

/// <summary>The groups of voices. Each of three groups stands for two emotions, the fourth for one.</summary>
public enum VoiceGroup
{
    /// <summary>High and lively, quick, clear.</summary>
    Bright,

    /// <summary>Weak, breathy, shaking, slow.</summary>
    Trembling,

    /// <summary>Low in range, even, unhurried.</summary>
    Flat,

    /// <summary>Loud, pressed and rough.</summary>
    Harsh,
}
