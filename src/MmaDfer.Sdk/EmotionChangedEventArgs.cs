namespace MmaDfer.Sdk;

/// <summary>Another emotion is to be shown: see <see cref="EmotionStream.EmotionChanged"/>.</summary>
public sealed class EmotionChangedEventArgs : EventArgs
{
    internal EmotionChangedEventArgs(string? previous, EmotionReading reading)
    {
        Previous = previous;
        Reading = reading;
    }

    /// <summary>The emotion before; null for none.</summary>
    public string? Previous { get; }

    /// <summary>The emotion now; null where neither a face nor sound is there any more.</summary>
    public string? Emotion => Reading.Label;

    /// <summary>Its smoothed probability, 0 to 1.</summary>
    public float Confidence => Reading.Confidence;

    /// <summary>All that is known.</summary>
    public EmotionReading Reading { get; }
}
