using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>Reads clips in order, and reads the next ones ahead on other threads.</summary>
internal static class ClipPrefetcher
{
    private const int Depth = 2;

    /// <summary>Returns the clips in order, as a recognizer sees and hears them, each with the task that reads it. Dispose the enumerator, as foreach does.</summary>
    public static IEnumerable<(LabeledClip Clip, Task<Clip> Reading)> Read(
        EmotionRecognizer recognizer, IReadOnlyList<LabeledClip> clips, EvaluationOptions options, CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = new Queue<Task<Clip>>();
        try
        {
            for (int given = 0, started = 0; given < clips.Count; given++)
            {
                for (; started < clips.Count && ahead.Count < Depth; started++)
                {
                    LabeledClip next = clips[started];
                    ahead.Enqueue(Task.Run(() => Read(recognizer, next, options, reading.Token), reading.Token));
                }
                yield return (clips[given], ahead.Dequeue());
            }
        }
        finally
        {
            reading.Cancel();
            // Ignore the results, but wait until the child processes have ended.
            Task.WhenAll(ahead).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
                .GetAwaiter().GetResult();
        }
    }

    /// <summary>Reads a clip for the network; frames that are missing or not requested are black, and such audio is silent.</summary>
    public static Clip Read(EmotionRecognizer recognizer, LabeledClip clip, EvaluationOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using OpenClip open = OpenClip.Open(clip, options.Modality != Modality.Audio, options.Modality != Modality.Video);
        // A clip that lacks the only requested modality counts nevertheless.
        if (open.Frames is null && open.Audio is null)
            return new Clip(recognizer.ImageSize, null, null);
        bool partly = options.Modality == Modality.Audio && clip.FramesPath is not null;
        Clip read = ClipReader.Read(
            open.Frames, open.Audio, recognizer.ImageSize, options.TwoClip, cancellationToken, mayBeEmpty: partly,
            new Hearing(recognizer.SampleRate, options.AudioChannel ?? clip.AudioChannel));
        // A clip without any content is an error.
        return read.HasFrames || read.HasAudio || HasFrames(clip) ? read : throw ClipReader.TooShort(open.Audio!);
    }

    private static bool HasFrames(LabeledClip clip)
    {
        using OpenClip open = OpenClip.Open(clip, audio: false);
        return open.Frames is not null;
    }
}
