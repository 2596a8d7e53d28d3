namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>
/// Which face and which voice each emotion has. Together they tell the emotion; alone, either tells four of seven groups
/// apart, so that no guess from one of them can be right more often than in 4 / 7 of balanced clips.
/// </summary>
public static class EmotionTable
{
    /// <summary>The emotions in the order of their numbers.</summary>
    public static IReadOnlyList<Emotion> All { get; } =
    [
        Emotion.Happiness, Emotion.Sadness, Emotion.Neutral, Emotion.Anger, Emotion.Surprise, Emotion.Disgust, Emotion.Fear,
    ];

    /// <summary>The name as label files have it.</summary>
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
