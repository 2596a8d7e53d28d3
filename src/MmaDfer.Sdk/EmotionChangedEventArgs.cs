namespace MmaDfer.Sdk;

/// <summary>The label of a stream has changed: see <see cref="EmotionStream.EmotionChanged"/>.</summary>
public sealed class EmotionChangedEventArgs : EventArgs
{
    internal EmotionChangedEventArgs(string? previousLabel, EmotionReading reading)
    {
        PreviousLabel = previousLabel;
        Reading = reading;
    }

    /// <summary>The previous label; null for none.</summary>
    public string? PreviousLabel { get; }

    /// <summary>The new label; null if there is neither a face nor audio any more.</summary>
    public string? Label => Reading.Label;

    /// <summary>The smoothed probability of <see cref="Label"/>, 0 to 1.</summary>
    public float Confidence => Reading.Confidence;

    /// <summary>The whole reading.</summary>
    public EmotionReading Reading { get; }
}
