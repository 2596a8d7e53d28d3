namespace MmaDfer.Sdk.Recognition.Sliding;

/// <summary>How far a stream's windows were computed. Belongs to the network's turn, once it was handed over.</summary>
internal sealed class SlidingState
{
    /// <summary>What was computed; null for nothing yet.</summary>
    public SlidingWindow? Window { get; set; }

    /// <summary>By which sessions: others have other weights.</summary>
    public SlidingSessions? By { get; set; }

    /// <summary>The window that was computed last.</summary>
    public SlidingRequest Last { get; set; }

    /// <summary>Whether it had sound.</summary>
    public bool HadAudio { get; set; }

    /// <summary>When the sound was computed last: the end of that window.</summary>
    public TimeSpan Heard { get; set; }
}
