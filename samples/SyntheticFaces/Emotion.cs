namespace MmaDfer.Samples.SyntheticFaces;

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
