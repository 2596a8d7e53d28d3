using MmaDfer.Sdk;

namespace MmaDfer.Samples.Stage;

/// <summary>
/// The first three seconds with a camera, if asked for: the player looks calmly, and later readings are corrected by that resting face. It begins with the
/// first face, waits while there is none, and can be skipped; readings go on meanwhile.
/// </summary>
/// <param name="stream">The stream, which stays the caller's.</param>
public sealed class Calibration(EmotionStream stream)
{
    /// <summary>What the player is asked for.</summary>
    public const string Request = "look at me calmly.";

    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    private bool _begun;

    /// <summary>Whether it is over: done, skipped, or impossible because the model has no label "neutral".</summary>
    public bool IsOver { get; private set; } = !stream.Recognizer.Labels.Contains(EmotionBaseline.Neutral);

    /// <summary>Whether the player should look calmly now.</summary>
    public bool IsAsking => _begun && !IsOver;

    /// <summary>Continues; to be called for each frame.</summary>
    /// <param name="hasFace">Whether there is a face.</param>
    public void Update(bool hasFace)
    {
        if (IsOver)
            return;
        if (_begun)
            IsOver = !stream.IsCapturingBaseline;
        else if (_begun = hasFace)
            stream.CaptureBaseline(Duration);
    }

    /// <summary>Ends it without a baseline.</summary>
    public void Skip()
    {
        if (IsAsking)
            stream.Baseline = stream.Baseline;
        IsOver = true;
    }
}
