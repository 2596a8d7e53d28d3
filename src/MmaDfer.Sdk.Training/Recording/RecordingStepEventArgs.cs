namespace MmaDfer.Sdk.Training.Recording;

/// <summary>A step of <see cref="ClipRecorder.RunAsync"/>.</summary>
public sealed class RecordingStepEventArgs : EventArgs
{
    internal RecordingStepEventArgs(RecordingStep step, string label) => (Step, Label) = (step, label);

    /// <summary>What happens.</summary>
    public RecordingStep Step { get; }

    /// <summary>The label that it is about.</summary>
    public string Label { get; }

    /// <summary>For <see cref="RecordingStep.Prompt"/>: seconds until the recording, counted down; 0 without a countdown.</summary>
    public int SecondsLeft { get; internal init; }

    /// <summary>Which take of this clip it is, from 1.</summary>
    public int Attempt { get; internal init; } = 1;

    /// <summary>Number of clips that are missing, with this one until it is kept.</summary>
    public int Missing { get; internal init; }

    /// <summary>What is not good enough, in words, for <see cref="RecordingStep.Again"/>, <see cref="RecordingStep.Kept"/> and <see cref="RecordingStep.Skipped"/>; otherwise empty.</summary>
    public string Advice { get; internal init; } = "";

    /// <summary>The clip that was added or deleted; null for other steps.</summary>
    public RecordedClip? Clip { get; internal init; }
}

/// <summary>Steps of a recording.</summary>
public enum RecordingStep
{
    /// <summary>The person is told what to show; once for each second of the countdown.</summary>
    Prompt,

    /// <summary>The recording begins.</summary>
    Recording,

    /// <summary>The take is not good enough and is taken again.</summary>
    Again,

    /// <summary>The clip was added to the set.</summary>
    Kept,

    /// <summary>The clip was left out of this run: it was skipped, or there was nothing to keep.</summary>
    Skipped,

    /// <summary>The last clip was deleted and is recorded again.</summary>
    Removed,

    /// <summary>The recording waits for <see cref="ClipRecorder.Resume"/>.</summary>
    Paused,
}
